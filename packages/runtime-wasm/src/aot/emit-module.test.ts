// Modules written ahead of time: read back from a folder by Node, with nothing of this package.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { preprocess } from '@gossamer/core/image';
import { interpret } from '@gossamer/core/reference';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { maxRelativeError, numbersOf, type TestTensor } from '@gossamer/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmitModuleOptions, emitModule, type ModuleFiles } from '../index.js';

interface Written {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  load(options?: object): Promise<(feeds: Record<string, Float32Array>) => Record<string, Float32Array>>;
  fromImageData(picture: { width: number; height: number; data: Uint8Array }): Float32Array;
}

const SIZE = [64, 64] as const;
const PICTURE = { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.25] } as const;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossamer-wasm-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function network() {
  const { graph } = createModel(await findModel('mobilenetv3_small_050'), { size: SIZE, numClasses: 10 });
  return { graph, weights: seededWeights(graph.params, 1) };
}

async function write(
  name: string,
  options: EmitModuleOptions,
): Promise<{ files: ModuleFiles; module: Written }> {
  const files = await emitModule(await network(), options);
  const place = join(folder, name);
  await mkdir(place);
  // Node takes a lone .js file for CommonJS.
  await writeFile(join(place, 'package.json'), '{ "type": "module" }');
  for (const [file, content] of Object.entries(files)) await writeFile(join(place, file), content);
  const url = pathToFileURL(join(place, 'index.js')).href;
  return { files, module: (await import(/* @vite-ignore */ url)) as Written };
}

async function errorOf(module: Written, options?: object): Promise<number> {
  const input = seededInput('input', [1, 3, ...SIZE]);
  const run = await module.load(options);
  const { logits } = run({ pixel_values: input.data as Float32Array });
  const expected = (await interpret(await network(), { pixel_values: input })).logits as TestTensor;
  return maxRelativeError(logits ?? [], numbersOf(expected));
}

describe('a module written ahead of time', () => {
  it('computes what the interpreter does, from float32 and from float16 weights', async () => {
    const exact = await write('float32', {});
    expect(await errorOf(exact.module)).toBeLessThan(2e-5);
    const half = await write('float16', { weights: 'float16' });
    expect(half.files['weights.bin'].length * 2).toBe(exact.files['weights.bin'].length);
    const error = await errorOf(half.module);
    expect(error).toBeGreaterThan(1e-6);
    expect(error).toBeLessThan(2e-2);
  });

  it('takes the module and the weights where nothing can be fetched, with either set of instructions', async () => {
    const { files, module } = await write('given', {});
    const weights = files['weights.bin'];
    const wasm = await WebAssembly.compile(files['model.wasm'] as Uint8Array<ArrayBuffer>);
    expect(await errorOf(module, { module: wasm, weights })).toBeLessThan(2e-5);
    await expect(module.load({ module: wasm, weights: weights.subarray(4) })).rejects.toThrow('expected');
    const run = await module.load({ module: wasm, weights });
    expect(() => run({ pixel_values: new Float32Array(3) })).toThrow('12288');
  });

  it('prepares pictures as core does, but for the rounding of pixels', async () => {
    const { module } = await write('picture', {
      preprocess: { ...PICTURE, cropPct: 0.875, interpolation: 'bicubic' },
    });
    const [width, height] = [150, 120];
    const data = Uint8Array.from({ length: 4 * width * height }, (_, i) => {
      const [x, y, c] = [Math.floor(i / 4) % width, Math.floor(i / 4 / width), i % 4];
      return 127 + 100 * Math.sin(x / (9 + c)) * Math.cos(y / (13 - c));
    });
    const own = module.fromImageData({ width, height, data });
    const config = {
      ...PICTURE,
      inputSize: SIZE,
      cropPct: 0.875,
      cropMode: 'center',
      interpolation: 'bicubic',
    } as const;
    const expected = preprocess(config)({ width, height, data, channels: 4 });
    const differences = own.map((value, i) => Math.abs(value - (expected[i] as number)));
    expect(differences.reduce((a, b) => a + b, 0) / own.length).toBeLessThan(0.03);
  });

  it('is small: code and loader in a few kilobytes', async () => {
    const { files } = await write('small', { preprocess: PICTURE });
    const gzip = (name: keyof ModuleFiles): number => gzipSync(files[name]).length;
    expect(gzip('index.js')).toBeLessThan(3_000);
    expect(gzip('model.wasm') + gzip('index.js')).toBeLessThan(25_000);
    expect(files['index.d.ts']).toContain('"logits": Float32Array');
  });
});
