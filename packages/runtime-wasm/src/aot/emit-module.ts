// Ahead of time: a network as files that run by themselves, without this package.

import { hexOf, type Model, OptionError } from '@gossamer/core';
import { createPreprocessor, type PreprocessConfig } from '@gossamer/core/image';
import { type CompiledNetwork, compile } from '../compile/compile.js';
import { plainSimd, relaxedSimd, relaxedSimdInOrder } from '../emit/instruction-sets.js';
import { declarations } from './declarations.js';
import { type FileNames, loaderSource } from './loader-source.js';
import { type WeightsDType, weightsFile } from './weights-file.js';

export interface EmitModuleOptions {
  /** How weights are stored; they are float32 in memory whatever it is. Default `float32`. */
  readonly weights?: WeightsDType;
  /** Named sizes other than the batch. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Adds `fromImageData`, which prepares pictures as @gossamer/core/image does: networks of one input with three channels. */
  readonly preprocess?: PreprocessConfig;
}

/** The files of a module; all but `index.js`, `index.d.ts` and `package.json` have their content's hash in their name. */
export interface EmittedModule extends FileNames {
  /** By name. All .wasm files, for plain and for relaxed SIMD, read the same weights. */
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer> | string>>;
}

/**
 * Writes a network as a self-contained ES module for a page, Node or an edge worker. `index.js` fetches its
 * neighbours, picks the instructions the engine has, and prepares pictures where `preprocess` says how.
 *
 * @throws UnsupportedOpError naming the ops without a kernel; ShapeError where sizes are open; OptionError
 *
 * @example
 * ```ts
 * const { files } = await emitModule(model, { preprocess: config });
 * for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
 * ```
 */
export async function emitModule(model: Model, options: EmitModuleOptions = {}): Promise<EmittedModule> {
  const { weights = 'float32', sizes = {}, preprocess } = options;
  const [plain, relaxed, inOrder] = [plainSimd, relaxedSimd, relaxedSimdInOrder].map((isa) =>
    compile(model, { isa, threads: 1, sizes }),
  ) as [CompiledNetwork, CompiledNetwork, CompiledNetwork];
  if (preprocess !== undefined) checkPreprocess(preprocess, plain);
  const stored = await weightsFile(plain, weights);
  const names = {
    plain: `model-${await hashOf(plain.wasm)}.wasm`,
    relaxed: `model-relaxed-${await hashOf(relaxed.wasm)}.wasm`,
    relaxedInOrder: `model-relaxed-${await hashOf(inOrder.wasm)}.wasm`,
    weights: `weights-${await hashOf(stored.bytes)}.bin`,
  };
  return {
    ...names,
    files: {
      [names.plain]: plain.wasm,
      [names.relaxed]: relaxed.wasm,
      [names.relaxedInOrder]: inOrder.wasm,
      [names.weights]: stored.bytes,
      'index.js': loaderSource(plain, names, stored, preprocess),
      'index.d.ts': declarations(plain, preprocess !== undefined),
      'package.json': manifest(),
    },
  };
}

/** Says that the files are modules; no name, so that nobody publishes it by mistake. */
const manifest = (): string =>
  `${JSON.stringify(
    {
      private: true,
      type: 'module',
      sideEffects: false,
      exports: { types: './index.d.ts', default: './index.js' },
    },
    null,
    2,
  )}\n`;

function checkPreprocess(config: PreprocessConfig, { inputs }: CompiledNetwork): void {
  createPreprocessor(config);
  const shape = `${inputs.map((input) => input.shape)}`;
  const expected = `${[1, 3, ...config.inputSize]}`;
  if (shape === expected) return;
  throw new OptionError(`pictures are prepared as [${expected}], the network reads [${shape}]`, {
    path: 'preprocess',
    hint: 'inputSize has to be the height and width of its only input',
  });
}

/** The first twelve digits of the SHA-256, in hexadecimal. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return hexOf(new Uint8Array(digest, 0, 6));
}
