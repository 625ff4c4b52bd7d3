// Working memory over time: the activations alive at each node.

import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { byteCount, staticShape } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';

/** Memory while one node runs: its inputs, its outputs, and what later nodes still need. */
export interface MemoryMoment {
  readonly node: Node;
  readonly bytes: number;
  readonly alive: readonly Value[];
}

/**
 * One moment a node, in order; nothing is computed in place. A value lives from its node to its last reader, inputs
 * from the start, outputs to the end. Parameters and constants are not counted.
 * @throws ShapeError where sizes are symbolic
 */
export function memoryTimeline(graph: Graph): readonly MemoryMoment[] {
  const last = lastReaders(graph);
  const alive = new Set<Value>(graph.inputs.map((input) => input.value));
  let bytes = [...alive].reduce((sum, value) => sum + sizeOf(value), 0);
  return graph.nodes.map((node, index) => {
    for (const value of node.outputs) {
      alive.add(value);
      bytes += sizeOf(value);
    }
    const moment = { node, bytes, alive: [...alive] };
    for (const value of [...node.inputs, ...node.outputs]) {
      if (value === undefined || !alive.has(value) || (last.get(value) ?? -1) > index) continue;
      alive.delete(value);
      bytes -= sizeOf(value);
    }
    return moment;
  });
}

/** The moment with the most memory. @throws ShapeError where sizes are symbolic */
export function peakMemory(graph: Graph): MemoryMoment {
  const moments = memoryTimeline(graph);
  return moments.reduce((peak, moment) => (moment.bytes > peak.bytes ? moment : peak));
}

/** Index of the node that reads a value last; past the end for outputs. */
function lastReaders(graph: Graph): ReadonlyMap<Value, number> {
  const last = new Map<Value, number>();
  graph.nodes.forEach((node, index) => {
    for (const value of node.inputs) if (value !== undefined) last.set(value, index);
  });
  for (const { value } of graph.outputs) last.set(value, graph.nodes.length);
  return last;
}

function sizeOf(value: Value): number {
  staticShape(value.type.shape, 'working memory');
  return byteCount(value.type) as number;
}
