// `gossamer export --target wasm-module`: the folder is imported as anybody would, and held against onnxruntime.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { imagenetPreprocess, preprocess } from '@gossamer/core/image';
import { seededInput } from '@gossamer/core/weights';
import { maxRelativeError, numbersOf, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { type Folder, gossamer, temporaryFolder } from '../testing/run-gossamer.js';

const NET = 'mobilenetv4_conv_small_035 --size 64 --num-classes 10 --weights seeded:1'.split(' ');
const MODULE = ['--target', 'wasm-module'];

interface Written {
  bytes: number;
  files: Record<string, number>;
  comparison: { cosine: number; maxError: number };
}

interface Module {
  load(): Promise<(feeds: Record<string, Float32Array>) => Record<string, Float32Array>>;
  fromImageData(picture: object): Float32Array;
}

async function exported(folder: Folder, name: string, ...args: string[]) {
  const path = folder.file(name);
  const outcome = await gossamer('export', ...NET, ...MODULE, '-o', path, '--json', ...args);
  return { ...outcome, path, document: () => outcome.json<Written>() };
}

describe('gossamer export --target wasm-module', () => {
  it('writes a folder that computes what the ONNX file does, pictures included', async () => {
    const folder = temporaryFolder();
    const { path, document, status } = await exported(folder, 'net');
    expect(status).toBe(0);
    expect(folder.list()).toEqual(['net']);
    const { files, bytes, comparison } = document();
    expect(Object.values(files).reduce((a, b) => a + b)).toBe(bytes);
    expect(comparison.maxError).toBeLessThan(2e-5);
    await gossamer('export', ...NET, '-o', folder.file('net.onnx'));
    const x = seededInput('input', [1, 3, 64, 64]);
    const { logits } = await runOnnxruntime(readFileSync(folder.file('net.onnx')), { pixel_values: x });
    const { load, fromImageData } = (await import(pathToFileURL(`${path}/index.js`).href)) as Module;
    const found = (await load())({ pixel_values: x.data as Float32Array });
    expect(maxRelativeError(found.logits ?? [], numbersOf(logits as TestTensor))).toBeLessThan(2e-5);
    const picture = {
      width: 70,
      height: 90,
      data: Uint8Array.from({ length: 4 * 70 * 90 }, (_, i) => i * 7),
    };
    const config = { ...imagenetPreprocess, inputSize: [64, 64] } as const;
    expect(fromImageData(picture)).toEqual(preprocess(config)({ ...picture, channels: 4 }));
    const code = Object.keys(files).filter((name) => /^index.js$|^model-\d*[0-9a-f]+\.wasm$/.test(name));
    expect(code.length).toBe(2);
    const gzip = code.map((name) => gzipSync(readFileSync(`${path}/${name}`)).length);
    expect(gzip.reduce((a, b) => a + b)).toBeLessThan(25_000);
  });

  it('stores weights as fp16 or int8, and refuses what that does to a network unless forced', async () => {
    const folder = temporaryFolder();
    const size = (written: Written): number =>
      written.files[
        Object.keys(written.files).find((name) => name.startsWith('weights')) as string
      ] as number;
    const exact = size((await exported(folder, 'fp32')).document());
    const half = (await exported(folder, 'fp16', '--dtype', 'fp16')).document();
    expect(size(half)).toBe(exact / 2);
    const eight = (await exported(folder, 'int8', '--dtype', 'int8', '--force')).document();
    expect(size(eight)).toBeLessThan(0.32 * exact);
    expect(eight.comparison.cosine).toBeGreaterThan(0.98);
    expect(eight.comparison.cosine).toBeLessThan(half.comparison.cosine);
  });

  it('computes on integers where the network is quantized', async () => {
    const folder = temporaryFolder();
    const words = ['--precision', 'int8', '--calibration', 'seeded'];
    const { document, status } = await exported(folder, 'int8', ...words);
    expect(status).toBe(0);
    expect(document().comparison.cosine).toBeGreaterThan(0.999);
    expect(document().bytes).toBeLessThan(0.62 * (await exported(folder, 'fp32')).document().bytes);
    expect(await exported(folder, 'half', ...words, '--dtype', 'fp16')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('are integers already'),
    });
  });

  it('replaces a module when forced, and nothing else ever', async () => {
    const folder = temporaryFolder();
    mkdirSync(folder.file('net'));
    const first = (await exported(folder, 'net')).document();
    expect(await exported(folder, 'net', '--dtype', 'fp16')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('--force replaces a module'),
    });
    const second = await exported(folder, 'net', '--dtype', 'fp16', '--force');
    expect(Object.keys(second.document().files)).not.toEqual(Object.keys(first.files));
    writeFileSync(`${second.path}/holiday.jpg`, '');
    expect(await exported(folder, 'net', '--force')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('holds holiday.jpg, which is no part of a module'),
    });
    expect(folder.list()).toEqual(['net']);
  });

  it('says which words do not go together', async () => {
    const folder = temporaryFolder();
    const refused = async (...args: string[]) =>
      (await gossamer('export', ...NET, '-o', folder.file('net'), ...args)).stderr;
    expect(await refused('--dtype', 'fp16')).toContain('--dtype is for --target wasm-module');
    expect(await refused(...MODULE, '--format', 'hf')).toContain('--format hf does not go with');
    expect(await refused(...MODULE, '--precision', 'fp16')).toContain('--precision fp16 does not go with');
    expect(await refused('--target', 'wasm-modul')).toContain('did you mean wasm-module?');
    expect(await refused(...MODULE, '--size', 'dynamic')).toContain('are open');
    expect(folder.list()).toEqual([]);
  });
});
