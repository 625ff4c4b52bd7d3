// Replaces named sizes by numbers throughout a graph.

import { createNode } from './create-node.js';
import { bindDim, type Dim } from './dim.js';
import type { Graph } from './graph.js';
import type { Node } from './node.js';

/**
 * A copy of the graph with the named sizes (`N`, `H`, `W`) bound: inputs are retyped and every
 * node's types are inferred again. Names not given stay symbolic.
 * @throws ShapeError where the network does not work at that size.
 */
export function bindDims(graph: Graph, sizes: Readonly<Record<string, Dim>>): Graph {
  const bound = new Map(Object.entries(sizes));
  return graph.rebuild(
    (node, inputs) =>
      createNode(node.op, inputs, node.attrs as Readonly<Record<string, unknown>>, {
        path: node.path,
        outputCount: node.outputs.length,
        within: graph.name,
      }) as Node,
    ({ value }) => {
      const copy = value.copy();
      copy.type = { ...value.type, shape: value.type.shape.map((dim) => bindDim(dim, bound)) };
      return copy;
    },
  );
}
