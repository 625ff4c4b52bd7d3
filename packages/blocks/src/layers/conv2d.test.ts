// Convolutions with TensorFlow's padding on maps of open size, in onnxruntime.

import { Graph, scopeOf, symbolicDim, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { expectClose, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { expect, it } from 'vitest';
import { conv2dSame } from './conv2d.js';

const SIZE = [1, 3, 9, 12];

async function outputOf(shape: Value['type']['shape'], stride: number, dilation: number) {
  const graph = new Graph('same');
  const x = graph.addInput('x', new Value(tensorType('float32', shape)));
  const value = conv2dSame(scopeOf(graph)('conv'), x, { out: 4, kernel: [3, 5], stride, dilation });
  graph.setOutputs([{ name: 'y', value }]);
  const bytes = await encodeOnnx({ graph, weights: seededWeights(graph.params, 1) });
  return (await runOnnxruntime(bytes, { x: seededInput('x', SIZE) })).y as TestTensor;
}

it.each([
  [1, 1],
  [2, 1],
  [1, 2],
  [1, 4],
])('with stride %i and dilation %i is the one of a fixed size', async (stride, dilation) => {
  const open = await outputOf([1, 3, symbolicDim('H'), symbolicDim('W')], stride, dilation);
  expect(open.shape).toEqual([1, 4, Math.ceil(9 / stride), Math.ceil(12 / stride)]);
  expectClose(open, await outputOf(SIZE, stride, dilation), 1e-6);
});
