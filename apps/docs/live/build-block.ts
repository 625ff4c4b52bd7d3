// A block built for itself: its graph, between one input and its output.

import { Graph, type Scope, scopeOf, tensorType, Value } from '@gossamer/core';

/** Channels, height, width. */
export type MapShape = readonly [channels: number, height: number, width: number];

/** The graph of `block` on one map [1,C,H,W], from input `x` to output `y`. @throws what the block throws */
export function buildBlock(name: string, shape: MapShape, block: (s: Scope, x: Value) => Value): Graph {
  const graph = new Graph(name);
  const x = graph.addInput('x', new Value(tensorType('float32', [1, ...shape])));
  graph.setOutputs([{ name: 'y', value: block(scopeOf(graph), x) }]);
  return graph;
}
