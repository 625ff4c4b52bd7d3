// Working memory: the activations alive at each node, and the most there are at once.

import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { byteCount, staticShape } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';

export interface MemoryPeak {
  /** Bytes of activations (inputs and outputs of nodes; not parameters) alive at once. */
  readonly bytes: number;
  readonly node: Node | undefined;
}

/**
 * The largest sum of live activations while running the nodes in order, none computed in place:
 * a value lives from its node to its last reader, inputs from the start, outputs to the end.
 * @throws ShapeError where sizes are symbolic
 */
export function peakMemory(graph: Graph): MemoryPeak {
  const lastUse = new Map<Value, number>();
  graph.nodes.forEach((node, index) => {
    for (const value of node.inputs) if (value !== undefined) lastUse.set(value, index);
  });
  for (const { value } of graph.outputs) lastUse.set(value, graph.nodes.length);
  const bytes = (value: Value): number => {
    staticShape(value.type.shape, 'peak memory');
    return byteCount(value.type) as number;
  };
  const inputs = graph.inputs.map((input) => input.value);
  let live = inputs.reduce((sum, value) => sum + bytes(value), 0);
  let peak: MemoryPeak = { bytes: live, node: undefined };
  const dying = new Map<number, Value[]>();
  for (const value of [...inputs, ...graph.nodes.flatMap((node) => node.outputs)]) {
    const at = lastUse.get(value);
    if (at !== undefined) dying.set(at, [...(dying.get(at) ?? []), value]);
  }
  graph.nodes.forEach((node, index) => {
    for (const value of node.outputs) live += bytes(value);
    if (live > peak.bytes) peak = { bytes: live, node };
    for (const value of dying.get(index) ?? []) live -= bytes(value);
    for (const value of node.outputs) if (!lastUse.has(value)) live -= bytes(value);
  });
  return peak;
}
