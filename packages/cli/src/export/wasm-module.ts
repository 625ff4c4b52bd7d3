// A network as a folder that runs by itself: WebAssembly, weights, an ES module. Tried before it is kept.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Model, Tensor } from '@gossamer/core';
import type { PreprocessConfig } from '@gossamer/core/image';
import {
  type Comparison,
  compareOutputs,
  HALF_BOUND,
  INT8_BOUND,
  openOn,
  outputsOf,
  type QualityBound,
  requireQuality,
} from '@gossamer/core/quantize';
import { seededInput } from '@gossamer/core/weights';
import { nodeRuntime } from '@gossamer/runtime-node';
import { writeFolderAtomic } from './write-folder.js';

/** How weights lie on the disk. */
export const DTYPES = ['fp32', 'fp16', 'int8'] as const;

export type DiskDType = (typeof DTYPES)[number];

export interface WasmModuleRequest {
  readonly model: Model;
  readonly preprocessing: PreprocessConfig;
  /** Of the model: with int8 it is a quantized one. */
  readonly precision: string;
  readonly dtype: DiskDType;
  /** Keeps what is too far from fp32, and replaces a module that is there. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

export interface WrittenModule {
  readonly bytes: number;
  /** Bytes of each file. */
  readonly files: Readonly<Record<string, number>>;
  /** The module's results against onnxruntime's on the exact weights. */
  readonly comparison: Comparison;
}

/** What a written module exports, as far as this needs it. */
interface Loadable {
  load(): Promise<(feeds: Record<string, Float32Array>) => Record<string, Float32Array>>;
}

const STORED = { fp32: 'float32', fp16: 'float16', int8: 'int8' } as const;

const BOUNDS: Readonly<Record<DiskDType, QualityBound>> = {
  fp32: { cosine: 0.99999, top1: 1 },
  fp16: HALF_BOUND,
  int8: INT8_BOUND,
};

const PROBES = 4;
const OWN_FILES =
  /^(index\.js|index\.d\.ts|package\.json|model-(relaxed-)?[0-9a-f]{12}\.wasm|weights-[0-9a-f]{12}\.bin)$/;

/**
 * Writes the module into a folder.
 * @throws UnsupportedOpError for ops without a kernel; PassError where its results are too far from onnxruntime's
 */
export async function writeWasmModule(folder: string, request: WasmModuleRequest): Promise<WrittenModule> {
  const { model, preprocessing, precision, dtype, force, signal } = request;
  const bound = precision === 'int8' ? INT8_BOUND : BOUNDS[dtype];
  // Only this target needs the compiler.
  const { emitModule } = await import('@gossamer/runtime-wasm');
  const channels = model.graph.inputs[0]?.value.type.shape[1];
  const { files } = await emitModule(model, {
    weights: STORED[dtype],
    ...(channels === 3 ? { preprocess: preprocessing } : {}),
  });
  let comparison: Comparison | undefined;
  await writeFolderAtomic(folder, files, {
    signal,
    ...(force ? { replace: OWN_FILES } : {}),
    async check(written) {
      comparison = await tried(written, request);
      if (!force) requireQuality(comparison, bound, `a module of ${dtype} weights`);
    },
  });
  const sizes = Object.entries(files).map(([name, content]) => [name, Buffer.byteLength(content)] as const);
  return {
    bytes: sizes.reduce((sum, [, size]) => sum + size, 0),
    files: Object.fromEntries(sizes),
    comparison: comparison as Comparison,
  };
}

/** Imports the module as anybody would, and runs it beside onnxruntime. */
async function tried(folder: string, { model, signal }: WasmModuleRequest): Promise<Comparison> {
  const { graph } = model;
  const [input] = graph.inputs;
  const shape = [1, ...(input?.value.type.shape.slice(1) ?? []).map(Number)];
  const probes = Array.from({ length: PROBES }, (_, index) => seededInput(`probe.${index}`, shape));
  const open = openOn(nodeRuntime({ device: 'cpu' }));
  const expected = await outputsOf(model, probes, { open, signal });
  const { load } = (await import(pathToFileURL(join(folder, 'index.js')).href)) as Loadable;
  const run = await load();
  const found = probes.map((probe, index) => {
    const results = run({ [input?.name ?? '']: probe.data as Float32Array });
    return graph.outputs.map(
      ({ name }, output): Tensor => ({
        dtype: 'float32',
        shape: expected[index]?.[output]?.shape ?? [],
        data: results[name] as Float32Array,
      }),
    );
  });
  return compareOutputs(expected, found);
}
