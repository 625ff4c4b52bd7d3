// A foreign network, small enough to be run a hundred times in a test.

import { writeFileSync } from 'node:fs';
import { emit, Graph, param, scopeOf, symbolicDim, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { Conv } from '@gossamer/core/ops';
import { memoryTensor } from '@gossamer/core/weights';

/** An ONNX file of one 1x1 convolution whose weights are all `weight`. */
export async function writeConvolution(path: string, weight: number): Promise<void> {
  const graph = new Graph('convolution');
  const shape = [symbolicDim('batch'), 3, symbolicDim('height'), symbolicDim('width')];
  const x = graph.addInput('images', new Value(tensorType('float32', shape)));
  const w = param(scopeOf(graph), 'weight', [8, 3, 1, 1], { init: { kind: 'constant', value: weight } });
  graph.setOutputs([{ name: 'y', value: emit(scopeOf(graph), Conv, [x, w], {}) }]);
  const weights = new Map([
    ['weight', memoryTensor('float32', [8, 3, 1, 1], new Float32Array(24).fill(weight))],
  ]);
  writeFileSync(path, await encodeOnnx({ graph, weights }));
}
