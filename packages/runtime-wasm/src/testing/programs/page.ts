// What the test page offers to tests and measurements: each function takes and gives plain JSON.

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
  /** Logits of the module written ahead of time that the server has in `aot/`. */
  runAhead(size: PictureSize): Promise<readonly number[]>;
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
  async runAhead(size) {
    const url = new URL('aot/index.js', location.href).href;
    const { load } = await import(url);
    const run = await load();
    return Array.from(run({ pixel_values: catalogInput(size).pixel_values.data }).logits as Float32Array);
  },
  async compare(name, options) {
    const module = await import('../compare.js');
    return module.compare(name, options);
  },
};

Object.assign(globalThis, { functions });
