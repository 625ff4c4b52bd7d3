// Nearest neighbours at any size, the size known or open, against PyTorch's rule floor(y h / H).
import { Graph, scopeOf, symbolicDim, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput } from '@gossamer/core/weights';
import { runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { nearestLike } from './resize.js';

const CHANNELS = 2;

describe('nearestLike', () => {
  it.each([
    [3, 4, 6, 8],
    [3, 4, 7, 9],
    [1, 1, 3, 1],
    [2, 3, 5, 6],
    [5, 7, 3, 20],
  ])('takes %i x %i to %i x %i', async (h, w, height, width) => {
    const sources = {
      x: seededInput('x', [1, CHANNELS, h, w]),
      like: seededInput('like', [1, 1, height, width]),
    };
    const expected = Array.from({ length: CHANNELS * height * width }, (_, i) => {
      const [c, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
      const row = c * h + Math.floor((y * h) / height);
      return sources.x.data[row * w + Math.floor((x * w) / width)];
    });
    for (const open of [false, true]) {
      const graph = new Graph('resize');
      const [x, like] = Object.entries(sources).map(([name, { shape }]) => {
        const dims = open ? [...shape.slice(0, 2), symbolicDim(`${name}H`), symbolicDim(`${name}W`)] : shape;
        return graph.addInput(name, new Value(tensorType('float32', dims)));
      }) as [Value, Value];
      graph.setOutputs([{ name: 'y', value: nearestLike(scopeOf(graph), x, like) }]);
      const { y } = await runOnnxruntime(await encodeOnnx({ graph, weights: new Map() }), sources);
      expect(y?.shape).toEqual([1, CHANNELS, height, width]);
      expect(Array.from(y?.data ?? [], Number)).toEqual(expected);
    }
  });
});
