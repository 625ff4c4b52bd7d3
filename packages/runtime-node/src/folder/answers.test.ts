import { createPreprocessor, softmax } from '@gossamer/core/image';
import { encodeOnnx } from '@gossamer/core/onnx';
import { interpret } from '@gossamer/core/reference';
import type { Session } from '@gossamer/core/runtime';
import { memoryTensor } from '@gossamer/core/weights';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeRuntime } from '../node-runtime.js';
import { decodePicture } from '../pictures/decode-picture.js';
import { createPool } from '../pool/create-pool.js';
import { pngBytes, type TestFolder, testFolder } from '../testing/picture-files.js';
import { tinyPreprocess as preprocess, tinyClassifier } from '../testing/tiny-classifier.js';
import { classify, embed, extract } from './answers.js';
import type { PictureProgress } from './progress.js';
import { isFailure } from './run-pictures.js';

let session: Session;
let folder: TestFolder;
beforeAll(async () => {
  session = await nodeRuntime({ device: 'cpu' }).load(await encodeOnnx(tinyClassifier()));
  folder = await testFolder();
  for (let i = 0; i < 9; i++) await folder.put(`${i}.png`, await pngBytes(i));
  await folder.put('4.png', 'text');
});
afterAll(async () => {
  await session.dispose();
  await folder[Symbol.asyncDispose]();
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const nanTensor = (shape: number[]) =>
  memoryTensor('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(Number.NaN));

/** What the interpreter makes of a picture. */
async function reference(i: number) {
  const picture = await decodePicture(folder.file(`${i}.png`));
  const data = createPreprocessor(preprocess).tensor(picture);
  return interpret(tinyClassifier(), { pixel_values: { dtype: 'float32', shape: [1, 3, 32, 32], data } });
}

describe('classify', () => {
  it.each([1, 4])('answers in order, in batches of %i, and passes over what is no picture', async (batch) => {
    const progress: PictureProgress[] = [];
    const results = await collect(
      classify(session, folder.path, {
        preprocess,
        batch,
        top: 3,
        total: 9,
        onProgress: (event) => progress.push(event),
      }),
    );
    expect(results.map(({ image }) => image)).toEqual(
      [...Array(9).keys()].map((i) => folder.file(`${i}.png`)),
    );
    for (const [i, result] of results.entries()) {
      if (isFailure(result)) {
        expect([i, result.error.code]).toEqual([4, 'IMAGE']);
        continue;
      }
      const wanted = softmax((await reference(i)).logits?.data as Float32Array);
      for (const { index, probability } of result.top) expect(probability).toBeCloseTo(wanted[index] ?? 0, 5);
      expect(result.top[0]?.probability).toBeCloseTo(Math.max(...wanted), 5);
    }
    expect(progress.at(-1)).toMatchObject({ done: 9, failed: 1, total: 9, secondsLeft: 0 });
  });

  it('takes what is no number for a failure, and goes on', async () => {
    const { graph } = tinyClassifier();
    const weights = new Map(
      [...graph.params].map(([name, { type }]) => [name, nanTensor(type.shape as number[])]),
    );
    await using broken = await nodeRuntime({ device: 'cpu' }).load(await encodeOnnx({ graph, weights }));
    const pictures = [folder.file('0.png'), folder.file('1.png')];
    for (const answers of [
      classify(broken, pictures, { preprocess }),
      embed(broken, pictures, { preprocess }),
    ]) {
      const results = await collect<object>(answers);
      expect(results).toHaveLength(2);
      for (const result of results)
        expect(result).toMatchObject({
          error: { code: 'RUNTIME', reason: 'the network gave NaN as logits' },
        });
    }
  });

  it('gives the same on a pool', async () => {
    await using pool = await createPool(await encodeOnnx(tinyClassifier()), { device: 'cpu', workers: 2 });
    const plain = ({ image, ...rest }: object & { image: string }) => [
      image,
      'top' in rest ? rest.top : 'failed',
    ];
    const [one, two] = await Promise.all(
      [session, pool].map((each) => collect(classify(each, folder.path, { preprocess }))),
    );
    expect(two?.map(plain)).toEqual(one?.map(plain));
  });

  it('stops where its signal says so', async () => {
    const stop = new AbortController();
    const results = classify(session, folder.path, { preprocess, signal: stop.signal });
    await results.next();
    stop.abort();
    await expect(collect(results)).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it.each(['signal', 'consumer'])('ends while it waits for the next picture, by its %s', async (by) => {
    async function* endless() {
      yield { name: 'first', read: async () => folder.file('0.png') };
      await new Promise(() => {});
    }
    const stop = new AbortController();
    const results = classify(session, endless(), { preprocess, signal: stop.signal });
    expect(await results.next()).toMatchObject({ value: { image: 'first' } });
    if (by === 'consumer') expect(await results.return(undefined)).toMatchObject({ done: true });
    else {
      const next = results.next();
      stop.abort();
      await expect(next).rejects.toMatchObject({ code: 'ABORTED' });
    }
  });
});

describe('embed and extract', () => {
  it('give vectors of length 1 and maps with channels and reduction', async () => {
    const [vector] = await collect(embed(session, folder.file('2.png'), { preprocess, normalize: true }));
    const logits = (await reference(2)).logits?.data as Float32Array;
    const length = Math.hypot(...logits);
    if (vector === undefined || isFailure(vector)) throw new Error('no vector');
    for (const [i, value] of vector.embedding.entries())
      expect(value).toBeCloseTo((logits[i] ?? 0) / length, 5);

    const [maps] = await collect(extract(session, folder.file('2.png'), { preprocess, outputs: ['map'] }));
    expect(maps).toMatchObject({ features: [{ name: 'map', channels: 10, reduction: 4 }] });
    const [averaged] = await collect(embed(session, folder.file('2.png'), { preprocess, outputs: ['map'] }));
    if (averaged === undefined || isFailure(averaged)) throw new Error('no vector');
    for (const [i, value] of averaged.embedding.entries()) expect(value).toBeCloseTo(logits[i] ?? 0, 5);
  });
});
