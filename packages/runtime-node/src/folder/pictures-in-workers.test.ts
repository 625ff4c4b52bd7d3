import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { encodeOnnx } from '@gossamer/core/onnx';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../node-runtime.js';
import { openPool, type PoolOptions } from '../pool/create-pool.js';
import { WORKER_PROGRAM } from '../pool/worker-program.js';
import { pngBytes, type TestFolder, testFolder } from '../testing/picture-files.js';
import { tinyClassifier, tinyPreprocess } from '../testing/tiny-classifier.js';
import { type Classification, classify, extract } from './answers.js';
import { isFailure } from './run-pictures.js';

/** The module workers load, as the package's build makes it. */
let module: string;
let bundled: string;
let folder: TestFolder;
let model: Uint8Array;
beforeAll(async () => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  bundled = await mkdtemp(join(here, '../../node_modules/.bundle-'));
  const outfile = join(bundled, 'picture-jobs.mjs');
  await build({
    entryPoints: [join(here, 'picture-job.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['gossamer-source'],
    external: ['onnxruntime-node', 'sharp'],
    logLevel: 'error',
  });
  module = pathToFileURL(outfile).href;
  folder = await testFolder();
  for (let i = 0; i < 12; i++) await folder.put(`${String(i).padStart(2, '0')}.png`, await pngBytes(i));
  await folder.put('05.png', 'no picture');
  model = await encodeOnnx(tinyClassifier());
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
  await rm(bundled, { recursive: true, force: true });
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const pool = (options: PoolOptions, program?: string) =>
  openPool(
    model,
    { device: 'cpu', workers: 2, ...options },
    { picturesModule: module, ...(program && { program }) },
  );

describe.each(['thread', 'process'] as const)('pictures read in workers (%s)', (isolation) => {
  it.each([1, 5])('give the answers of a session, in batches of %i', { timeout: 60_000 }, async (batch) => {
    await using session = await nodeRuntime({ device: 'cpu', threads: 1 }).load(model);
    await using workers = await pool({ isolation });
    expect(workers.readsPictures).toBe(true);
    const options = { preprocess: tinyPreprocess, batch, top: 3 };
    const wanted = await all(classify(session, folder.path, options));
    const found = await all(classify(workers, folder.path, options));
    expect(found).toHaveLength(12);
    for (const [i, result] of found.entries()) {
      const other = wanted[i] as Classification;
      expect(result.image).toBe(other.image);
      if (i !== 5) expect((result as Classification).top).toEqual(other.top);
    }
    const failure = found[5] as Classification;
    expect(isFailure(failure) && failure.error).toMatchObject({
      name: 'ImageError',
      within: folder.file('05.png'),
      hint: expect.stringContaining('it looks like text'),
    });
  });

  it('take bytes and give maps', { timeout: 60_000 }, async () => {
    await using workers = await pool({ isolation });
    const bytes = await pngBytes(3);
    const [answer] = await all(extract(workers, [bytes], { preprocess: tinyPreprocess, outputs: ['map'] }));
    expect(answer).toMatchObject({
      image: '#0',
      features: [{ name: 'map', channels: 10, reduction: 4, map: { shape: [1, 10, 8, 8] } }],
    });
  });
});

describe('a picture that kills its worker', () => {
  it('costs itself and no other', { timeout: 60_000 }, async () => {
    const trap = `process.on('message', ({ job }) => {
      if (job?.pictures.some((path) => path.endsWith('07.png'))) process.kill(process.pid, 'SIGSEGV');
    });`;
    await using workers = await pool({ isolation: 'process' }, trap + WORKER_PROGRAM);
    for (const batch of [1, 4]) {
      const results = await all(classify(workers, folder.path, { preprocess: tinyPreprocess, batch }));
      const failed = results.filter(isFailure).map(({ image, error }) => [image.slice(-6), error.code]);
      expect(failed).toEqual([
        ['05.png', 'IMAGE'],
        ['07.png', 'RUNTIME'],
      ]);
      expect(results).toHaveLength(12);
    }
  });
});

describe('a picture that cannot be prepared', () => {
  it('is a failure like another', async () => {
    const { default: sharp } = await import('sharp');
    const line = await sharp({ create: { width: 30_000, height: 1, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await using session = await nodeRuntime({ device: 'cpu', threads: 1 }).load(model);
    const preprocess = { ...tinyPreprocess, cropPct: 0.01 };
    const results = await all(classify(session, [await pngBytes(1), line], { preprocess }));
    expect(results.map(isFailure)).toEqual([false, true]);
  });
});
