// A classifier small enough that a test's time is spent on what it tests.

import { emit, Graph, type Model, param, scopeOf, symbolicDim, tensorType, Value } from '@gossamer/core';
import { Conv, Flatten, GlobalAveragePool, Relu } from '@gossamer/core/ops';
import { seededWeights } from '@gossamer/core/weights';

/** pixel_values [N,3,H,W] -> logits [N,10] and its map [N,10,H/4,W/4]. */
export function tinyClassifier(): Model {
  const graph = new Graph('tiny');
  const s = scopeOf(graph);
  const n = symbolicDim('N');
  const x = graph.addInput('pixel_values', new Value(tensorType('float32', [n, 3, 32, 32])));
  const weight = param(s, 'weight', [10, 3, 4, 4], { init: { kind: 'constant', value: 0 } });
  const map = emit(s, Relu, [emit(s, Conv, [x, weight], { strides: [4, 4] })], {});
  const logits = emit(s, Flatten, [emit(s, GlobalAveragePool, [map], {})], {});
  graph.setOutputs([
    { name: 'logits', value: logits },
    { name: 'map', value: map },
  ]);
  return { graph, weights: seededWeights(graph.params, 2) };
}

/** How its pictures are prepared. */
export const tinyPreprocess = {
  inputSize: [32, 32],
  cropPct: 1,
  cropMode: 'center',
  interpolation: 'bilinear',
  mean: [0.5, 0.5, 0.5],
  std: [0.5, 0.5, 0.5],
} as const;
