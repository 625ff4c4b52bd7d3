// Ahead of time: a network as files that run by themselves, without this package.

import { type Model, numberToHalf, OptionError } from '@gossamer/core';
import { type CompiledNetwork, compile } from '../compile/compile.js';
import { plainSimd, relaxedSimd } from '../emit/instruction-sets.js';
import { declarations } from './declarations.js';
import { type LoaderOptions, loaderSource } from './loader-source.js';

export interface EmitModuleOptions extends LoaderOptions {
  /** How weights are stored; they are float32 in memory either way. Default `float32`. */
  readonly weights?: 'float32' | 'float16';
  /** Named sizes other than the batch. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** The files of a module, by name. */
export interface ModuleFiles {
  /** For engines with plain SIMD, and for those with relaxed SIMD; both read the same weights. */
  readonly 'model.wasm': Uint8Array;
  readonly 'model.relaxed.wasm': Uint8Array;
  readonly 'weights.bin': Uint8Array;
  /** An ES module of a few kilobytes without any dependency. */
  readonly 'index.js': string;
  readonly 'index.d.ts': string;
}

/**
 * Writes a network as a self-contained ES module for a page, Node or an edge worker. `index.js` fetches its
 * neighbours, picks the instructions the engine has, and prepares pictures where `preprocess` says how.
 *
 * @throws UnsupportedOpError naming the ops without a kernel; ShapeError where sizes are open
 *
 * @example
 * ```ts
 * const files = await emitModule(model, { preprocess: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } });
 * for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
 * ```
 */
export async function emitModule(model: Model, options: EmitModuleOptions = {}): Promise<ModuleFiles> {
  const { weights = 'float32', sizes = {}, ...loader } = options;
  if (weights !== 'float32' && weights !== 'float16') {
    throw new OptionError(`weights is "${weights}"`, { hint: 'allowed: float32, float16' });
  }
  const plain = compile(model, { isa: plainSimd, threads: 1, sizes });
  const relaxed = compile(model, { isa: relaxedSimd, threads: 1, sizes });
  const packed = await packWeights(plain);
  const bytes = weights === 'float16' ? halves(packed) : new Uint8Array(packed.buffer);
  return {
    'model.wasm': plain.wasm,
    'model.relaxed.wasm': relaxed.wasm,
    'weights.bin': bytes,
    'index.js': loaderSource(plain, { ...loader, half: weights === 'float16', hash: await hashOf(bytes) }),
    'index.d.ts': declarations(plain, loader),
  };
}

/** All weights as they lie in memory. */
async function packWeights(network: CompiledNetwork): Promise<Float32Array<ArrayBuffer>> {
  const packed = new Float32Array(network.weightsBytes / 4);
  for (const { address, pack } of network.weights) {
    packed.set(await pack(), (address - network.weightsAddress) / 4);
  }
  return packed;
}

function halves(values: Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint16Array.from(values, (value) => numberToHalf(value, 'float16')).buffer);
}

/** The first half of the SHA-256, in hexadecimal. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
