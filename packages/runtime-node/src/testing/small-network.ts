// A small network for tests of sessions: two convolutions with a shortcut, any batch.

import {
  type DType,
  emit,
  Graph,
  type Model,
  param,
  type Scope,
  scopeOf,
  symbolicDim,
  tensorType,
  Value,
} from '@gossamer/core';
import { Add, Conv, Identity, Relu } from '@gossamer/core/ops';
import { seededWeights } from '@gossamer/core/weights';

/** x [N,channels,8,8] -> y of the same shape and its half-way point `middle`, on seeded weights. */
export function smallNetwork(channels = 8): Model {
  const graph = new Graph('small');
  const s = scopeOf(graph);
  const x = graph.addInput('x', new Value(tensorType('float32', [symbolicDim('N'), channels, 8, 8])));
  const middle = emit(s, Relu, [conv(s('conv1'), x, channels)], {});
  const y = emit(s, Add, [x, conv(s('conv2'), middle, channels)], {});
  graph.setOutputs([
    { name: 'y', value: y },
    { name: 'middle', value: middle },
  ]);
  return { graph, weights: seededWeights(graph.params, 2) };
}

/** x [N,2] -> y, unchanged. */
export function identityNetwork(dtype: DType): Model {
  const graph = new Graph('identity');
  const x = graph.addInput('x', new Value(tensorType(dtype, [symbolicDim('N'), 2])));
  graph.setOutputs([{ name: 'y', value: emit(scopeOf(graph), Identity, [x], {}) }]);
  return { graph, weights: new Map() };
}

function conv(s: Scope, x: Value, channels: number): Value {
  const weight = param(s, 'weight', [channels, channels, 3, 3], { init: { kind: 'constant', value: 0 } });
  return emit(s, Conv, [x, weight], { pads: [1, 1, 1, 1] });
}
