import { emit, Graph, scopeOf, symbolicDim, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { Flatten } from '@gossamer/core/ops';
import { nodeRuntime } from '@gossamer/runtime-node';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { indexPictures, nearest } from './search.js';

it('finds the colours most like a colour', async () => {
  // The vector of a picture is its pixels.
  const graph = new Graph('pixels');
  const x = graph.addInput('x', new Value(tensorType('float32', [symbolicDim('N'), 3, 4, 4])));
  graph.setOutputs([{ name: 'y', value: emit(scopeOf(graph), Flatten, [x], {}) }]);
  await using session = await nodeRuntime({ device: 'cpu' }).load(
    await encodeOnnx({ graph, weights: new Map() }),
  );
  const preprocess = {
    inputSize: [4, 4],
    cropPct: 1,
    cropMode: 'center',
    interpolation: 'bilinear',
    mean: [0, 0, 0],
    std: [1, 1, 1],
  } as const;
  const plain = (background: string) =>
    sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toBuffer();
  const colours = ['#ff0000', '#00ff00', '#0000ff', '#ff8000'];
  const index = await indexPictures(session, await Promise.all(colours.map(plain)), preprocess);
  const [query] = await indexPictures(session, await plain('#ff1000'), preprocess);
  const found = nearest(index, query?.vector as Float32Array, 3);
  expect(found.map(({ image }) => image)).toEqual(['#0', '#3', '#1']);
  expect(found[0]?.cosine).toBeCloseTo(255 / Math.hypot(255, 16), 5);
});
