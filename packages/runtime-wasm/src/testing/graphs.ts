// Small graphs for tests: one input, nodes in a chain or a function of the scope.

import { Graph, type Model, param, type Scope, scopeOf, tensorType, Value } from '@gossamer/core';
import { seededWeights } from '@gossamer/core/weights';

const init = { kind: 'constant', value: 0 } as const;

/** A model with the input `x` and the output `y`, on seeded weights. */
export function modelOf(shape: readonly number[], body: (s: Scope, x: Value) => Value): Model {
  const graph = new Graph('test');
  const x = graph.addInput('x', new Value(tensorType('float32', shape)));
  graph.setOutputs([{ name: 'y', value: body(scopeOf(graph), x) }]);
  return { graph, weights: seededWeights(graph.params, 2) };
}

export function weight(s: Scope, leaf: string, shape: readonly number[]): Value {
  return param(s, leaf, shape, { init });
}
