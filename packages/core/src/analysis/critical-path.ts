// The critical path: the chain of nodes that takes longest, however many run at once.

import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';

export interface CriticalPath {
  readonly nodes: readonly Node[];
  /** Sum of the nodes' costs. */
  readonly cost: number;
}

/** The chain with the largest sum of `cost`, such as MACs or modelled seconds of a node. */
export function criticalPath(graph: Graph, cost: (node: Node) => number): CriticalPath {
  const best = new Map<Node, { cost: number; before: Node | undefined }>();
  let end: Node | undefined;
  for (const node of graph.nodes) {
    const producers = node.inputs
      .map((value) => value?.producer)
      .filter((producer) => producer !== undefined);
    const before = producers.reduce<Node | undefined>(
      (top, producer) =>
        (best.get(producer)?.cost ?? 0) > (top ? (best.get(top)?.cost ?? 0) : -1) ? producer : top,
      undefined,
    );
    const total = cost(node) + (before ? (best.get(before)?.cost ?? 0) : 0);
    best.set(node, { cost: total, before });
    if (end === undefined || total > (best.get(end)?.cost ?? 0)) end = node;
  }
  const nodes: Node[] = [];
  for (let node = end; node !== undefined; node = best.get(node)?.before) nodes.unshift(node);
  return { nodes, cost: end ? (best.get(end)?.cost ?? 0) : 0 };
}
