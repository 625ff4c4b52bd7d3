// Modules written ahead of time: read back from a folder by Node, with nothing of this package.
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { type PreprocessConfig, preprocess } from '@gossamer/core/image';
import { interpret } from '@gossamer/core/reference';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { maxRelativeError, numbersOf, type TestTensor } from '@gossamer/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, type PackedWeight } from '../compile/compile.js';
import { plainSimd } from '../emit/instruction-sets.js';
import { type EmitModuleOptions, type EmittedModule, emitModule, wasmRuntime } from '../index.js';
import { integerModel } from '../testing/catalog-model.js';
import { weightsFile } from './weights-file.js';

interface Written {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  load(options?: object): Promise<(feeds: Record<string, Float32Array>) => Record<string, Float32Array>>;
  fromImageData(picture: { width: number; height: number; data: Uint8Array }): Float32Array;
}

const SIZE = [64, 64] as const;
const PICTURE: PreprocessConfig = {
  inputSize: SIZE,
  cropPct: 0.875,
  cropMode: 'center',
  interpolation: 'bicubic',
  mean: [0.5, 0.4, 0.3],
  std: [0.2, 0.3, 0.25],
};
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossamer-wasm-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function model() {
  const { graph } = createModel(await findModel('mobilenetv3_small_050'), { size: SIZE, numClasses: 10 });
  return { graph, weights: seededWeights(graph.params, 1) };
}

async function write(
  name: string,
  options: EmitModuleOptions,
): Promise<{ emitted: EmittedModule; module: Written; url: string }> {
  const emitted = await emitModule(await model(), options);
  const place = join(folder, name);
  await mkdir(place);
  for (const [file, content] of Object.entries(emitted.files)) await writeFile(join(place, file), content);
  const url = pathToFileURL(join(place, 'index.js')).href;
  return { emitted, url, module: (await import(/* @vite-ignore */ url)) as Written };
}

/** The bytes of one of its files. */
const bytesOf = ({ files }: EmittedModule, name: string): Uint8Array<ArrayBuffer> =>
  files[name] as Uint8Array<ArrayBuffer>;

async function errorOf(module: Written, options?: object): Promise<number> {
  const input = seededInput('input', [1, 3, ...SIZE]);
  const run = await module.load(options);
  const { logits } = run({ pixel_values: input.data as Float32Array });
  const expected = (await interpret(await model(), { pixel_values: input })).logits as TestTensor;
  return maxRelativeError(logits ?? [], numbersOf(expected));
}

/** Imports the module, then takes away what edge workers do not have, and runs it. */
const EDGE = `
const { workerData: { url, module, weights, pixels }, parentPort } = require('node:worker_threads');
import(url).then(async ({ load, fromImageData, inputs }) => {
  for (const name of ['process', 'fetch', 'Buffer', 'require', 'document']) delete globalThis[name];
  for (const name of ['compile', 'compileStreaming', 'instantiateStreaming', 'Module']) delete WebAssembly[name];
  const run = await load({ module, weights });
  const { logits } = run({ [inputs[0].name]: fromImageData({ width: 80, height: 70, data: pixels }) });
  parentPort.postMessage(logits);
});`;

describe('a module written ahead of time', () => {
  it('computes what the interpreter does, from float32, float16 and int8 weights', async () => {
    const exact = await write('float32', {});
    expect(await errorOf(exact.module)).toBeLessThan(2e-5);
    const bytes = bytesOf(exact.emitted, exact.emitted.weights).length;
    for (const [weights, share, most] of [
      ['float16', 0.501, 2e-2],
      ['int8', 0.32, 0.2],
    ] as const) {
      const { emitted, module } = await write(weights, { weights });
      expect(bytesOf(emitted, emitted.weights).length).toBeLessThan(share * bytes);
      const error = await errorOf(module);
      expect(error, weights).toBeGreaterThan(1e-6);
      expect(error, weights).toBeLessThan(most);
    }
  });

  it('keeps the integers of quantized networks', async () => {
    const integer = await integerModel('mobilenetv3_small_050', SIZE, { numClasses: 10 });
    const input = seededInput('input', [1, 3, ...SIZE]);
    await using session = await wasmRuntime({ simd: 'plain' }).loadModel(integer);
    const { logits } = await session.run({ pixel_values: input });
    const { files, weights, plain } = await emitModule(integer);
    await expect(emitModule(integer, { weights: 'float16' })).rejects.toThrow('are integers already');
    const eight = await emitModule(integer, { weights: 'int8' });
    const pieces = compile(integer, { isa: plainSimd, threads: 1 }).weights;
    expect(pieces.filter(({ panels }) => panels === 'bytes').length).toBeGreaterThan(20);
    const place = join(folder, 'integers');
    await mkdir(place);
    for (const [file, content] of Object.entries(files)) await writeFile(join(place, file), content);
    const { load } = (await import(pathToFileURL(join(place, 'index.js')).href)) as Written;
    const module = await WebAssembly.compile(files[plain] as Uint8Array<ArrayBuffer>);
    const run = await load({ module, weights: files[weights] });
    expect(run({ pixel_values: input.data as Float32Array }).logits).toEqual(logits?.data);
    expect(bytesOf(eight, eight.weights).length).toBeLessThan(
      1.01 * bytesOf({ files } as EmittedModule, weights).length,
    );
  });

  it('stores int8 as the nearest multiples of a scale for each channel', async () => {
    const network = compile(await model(), { isa: plainSimd, threads: 1 });
    const { bytes, pieces } = await weightsFile(network, 'int8');
    expect(pieces.length).toBe(network.weights.length);
    let from = 0;
    for (const [index, [count = 0, rows, lanes = 0]] of pieces.entries()) {
      const values = await (network.weights[index] as PackedWeight).pack();
      if (rows === undefined) {
        from += 4 * count;
        continue;
      }
      for (let panel = 0; panel < count; panel++) {
        const own = values.subarray(panel * (1 + rows) * lanes, (panel + 1) * (1 + rows) * lanes);
        const exact = new Float32Array(bytes.buffer, from, 2 * lanes);
        expect(exact.subarray(0, lanes)).toEqual(own.subarray(0, lanes));
        const integers = new Int8Array(bytes.buffer, from + 8 * lanes, rows * lanes);
        const wrong = integers.findIndex((integer, i) => {
          const scale = exact[lanes + (i % lanes)] as number;
          return Math.abs(integer * scale - (own[lanes + i] as number)) > 0.501 * scale;
        });
        expect(wrong).toBe(-1);
        from += (8 + rows) * lanes;
      }
    }
    expect(from).toBe(bytes.length);
  });

  it('takes the module and the weights where nothing can be fetched, with either set of instructions', async () => {
    const { emitted, module } = await write('given', {});
    const weights = bytesOf(emitted, emitted.weights);
    const wasm = await WebAssembly.compile(bytesOf(emitted, emitted.plain));
    expect(await errorOf(module, { module: wasm, weights })).toBeLessThan(2e-5);
    await expect(module.load({ module: wasm, weights: weights.subarray(4) })).rejects.toThrow('expected');
    const run = await module.load({ module: wasm, weights });
    expect(() => run({ pixel_values: new Float32Array(3) })).toThrow('12288');
    expect(() => run(undefined as never)).toThrow('has to be a Float32Array');
  });

  it('takes bytes in every form, and of another realm', async () => {
    const { emitted, module } = await write('forms', { weights: 'float16' });
    const weights = bytesOf(emitted, emitted.weights);
    const wasm = await WebAssembly.compile(bytesOf(emitted, emitted.plain));
    const foreign = runInNewContext('bytes => new Uint8Array(bytes)')(weights) as Uint8Array;
    expect(foreign).not.toBeInstanceOf(Uint8Array);
    for (const form of [weights.slice().buffer, new DataView(weights.buffer, weights.byteOffset), foreign]) {
      expect(await errorOf(module, { module: wasm, weights: form })).toBeLessThan(2e-2);
    }
    await expect(module.load({ module: wasm, weights: 'weights.bin' })).rejects.toThrow(
      'bytes or a Response',
    );
  });

  it('runs in a worker that has neither fetch, nor process, nor may compile, as on the edge', async () => {
    const { emitted, url } = await write('edge', { weights: 'int8', preprocess: PICTURE });
    const worker = new Worker(EDGE, {
      eval: true,
      workerData: {
        url,
        module: await WebAssembly.compile(bytesOf(emitted, emitted.plain)),
        weights: bytesOf(emitted, emitted.weights),
        pixels: new Uint8Array(4 * 80 * 70).fill(99),
      },
    });
    const [logits] = (await once(worker, 'message')) as [Float32Array];
    expect(logits.length).toBe(10);
    expect(logits.every(Number.isFinite)).toBe(true);
    expect(logits.some((value) => value !== 0)).toBe(true);
  });

  it('prepares pictures as core does', async () => {
    const { module } = await write('picture', { preprocess: PICTURE });
    const [width, height] = [150, 120];
    const data = Uint8Array.from({ length: 4 * width * height }, (_, i) => (i * 2654435761) >>> 24);
    const expected = preprocess(PICTURE)({ width, height, data, channels: 4 });
    expect(module.fromImageData({ width, height, data })).toEqual(expected);
    await expect(
      emitModule(await model(), { preprocess: { ...PICTURE, inputSize: [32, 32] } }),
    ).rejects.toThrow('the network reads [1,3,64,64]');
  });

  it('is named by its content', async () => {
    const [one, same, other] = await Promise.all([
      emitModule(await model()),
      emitModule(await model()),
      emitModule(await model(), { weights: 'int8' }),
    ]);
    const named = ({ files, ...names }: EmittedModule) => ({ ...names, index: files['index.js'] });
    expect(named(same)).toEqual(named(one));
    expect([other.plain, other.relaxed, other.relaxedInOrder]).toEqual([
      one.plain,
      one.relaxed,
      one.relaxedInOrder,
    ]);
    expect(other.weights).not.toBe(one.weights);
    expect(one.weights).toMatch(/^weights-[0-9a-f]{12}\.bin$/);
  });
});
