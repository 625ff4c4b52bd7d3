// What the test page offers to tests and measurements: each function takes and gives plain JSON.

import type { GossamerError } from '@gossamer/core';
import { isSupported } from '../../emit/instruction-sets.js';
import { relaxedSimd, type WasmRuntimeOptions, wasmRuntime } from '../../index.js';
import { catalogInput, catalogModel, type PictureSize } from '../catalog-model.js';
import type { CompareOptions, Comparison } from '../compare.js';

export interface PageResult {
  readonly logits: readonly number[];
  readonly fallbacks: readonly string[];
}

export interface PageFunctions {
  hasRelaxedSimd(): Promise<boolean>;
  /** Logits of a network of the catalog with ten classes; the second of two runs. */
  run(name: string, size: PictureSize, options: WasmRuntimeOptions): Promise<PageResult>;
  /** The error of the same, as code and text. */
  failure(name: string, size: PictureSize, options: WasmRuntimeOptions): Promise<string>;
  /** Logits of the module written ahead of time that the server has in `aot/`. */
  runAhead(size: PictureSize): Promise<readonly number[]>;
  /** Logits and reason of onnxruntime-web's runtime that may take this one. */
  auto(name: string, size: PictureSize): Promise<{ logits: readonly number[]; why: string }>;
  /** Milliseconds from weights in memory to the first result of a network compiled here; once a page, or it is not cold. */
  coldCompiled(name: string, size: PictureSize): Promise<number>;
  /** The same for the module that the server has in `aot/`, the import of its loader included. */
  coldAhead(weights: string, size: PictureSize): Promise<number>;
  compare(name: string, options: CompareOptions): Promise<readonly Comparison[]>;
}

const functions: PageFunctions = {
  hasRelaxedSimd: async () => isSupported(relaxedSimd),
  async run(name, size, options) {
    const model = await catalogModel(name, size, { numClasses: 10 });
    await using session = await wasmRuntime(options).loadModel(model);
    await session.run(catalogInput(size));
    const { logits } = await session.run(catalogInput(size));
    return {
      logits: Array.from(logits?.data ?? [], Number),
      fallbacks: session.fallbacks.map(({ reason }) => reason),
    };
  },
  async failure(name, size, options) {
    return functions.run(name, size, options).then(
      () => 'none',
      ({ code, message }: GossamerError) => `${code}: ${message}`,
    );
  },
  async runAhead(size) {
    const url = new URL('aot/index.js', location.href).href;
    const { load } = await import(url);
    const run = await load();
    return Array.from(run({ pixel_values: catalogInput(size).pixel_values.data }).logits as Float32Array);
  },
  async auto(name, size) {
    const [{ webRuntime }, { encodeOnnx }] = await Promise.all([
      import('@gossamer/runtime-web'),
      import('@gossamer/core/onnx'),
    ]);
    const runtime = webRuntime({ device: 'auto', worker: false, threads: 1, candidates: [wasmRuntime()] });
    const onnx = await encodeOnnx(await catalogModel(name, size, { numClasses: 10 }));
    await using session = await runtime.load(onnx);
    const { logits } = await session.run(catalogInput(size));
    return { logits: Array.from(logits?.data ?? [], Number), why: session.why() };
  },
  async coldCompiled(name, size) {
    const model = await catalogModel(name, size);
    for (const weight of model.weights.values()) await weight.read();
    const feeds = catalogInput(size);
    const start = performance.now();
    await using session = await wasmRuntime().loadModel(model);
    await session.run(feeds);
    return performance.now() - start;
  },
  async coldAhead(weights, size) {
    const place = (file: string): string => new URL(`aot/${file}`, location.href).href;
    const bytes = new Uint8Array(await (await fetch(place(weights))).arrayBuffer());
    const feeds = { pixel_values: catalogInput(size).pixel_values.data };
    const start = performance.now();
    const { load } = await import(place('index.js'));
    (await load({ weights: bytes }))(feeds);
    return performance.now() - start;
  },
  async compare(name, options) {
    const module = await import('../compare.js');
    return module.compare(name, options);
  },
};

Object.assign(globalThis, { functions });
