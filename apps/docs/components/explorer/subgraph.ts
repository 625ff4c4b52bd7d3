// Part of a graph as a graph: what a scope reads becomes inputs, what others read of it outputs.

import { Constant, type Graph, type Node, Parameter, Value } from '@gossamer/core';

/** A copy of the nodes that `keep` names, between the values at their edges. */
export function subgraph(graph: Graph, keep: (node: Node) => boolean): Graph {
  const part = graph.clone();
  const kept = new Set(part.nodes.filter(keep));
  const results = new Set(part.outputs.map(({ value }) => value));
  const readOutside = new Set(part.nodes.filter((node) => !kept.has(node)).flatMap((node) => node.inputs));
  const inside = [...kept];
  const outputs = inside
    .flatMap((node) => node.outputs)
    .filter((value) => readOutside.has(value) || results.has(value));
  const edges = new Set(
    inside.flatMap((node) => node.inputs).filter((value): value is Value => isEdge(value, kept)),
  );
  part.setOutputs(outputs.map((value, index) => ({ name: `output_${index}`, value })));
  for (const [index, value] of [...edges].entries()) {
    part.replace(value, part.addInput(`input_${index}`, new Value(value.type)));
  }
  part.prune();
  return part;
}

function isEdge(value: Value | undefined, kept: ReadonlySet<Node>): boolean {
  if (value === undefined || value instanceof Parameter || value instanceof Constant) return false;
  return value.producer !== undefined && !kept.has(value.producer);
}
