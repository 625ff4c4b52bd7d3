// What a graph costs, in the few numbers that passes change.

import { nodeCost } from '../analysis/node-cost.js';
import { addDims, bindDim } from '../ir/dim.js';
import type { Graph } from '../ir/graph.js';
import { elementCount } from '../ir/tensor-type.js';

export interface PassCost {
  readonly nodes: number;
  /** Multiply-accumulates for a batch of one; a formula where height and width are open. */
  readonly macs: number | string;
  /** Numbers in all parameters that nodes read. */
  readonly weights: number;
}

export function passCost(graph: Graph): PassCost {
  const macs = bindDim(addDims(...graph.nodes.map((node) => nodeCost(node).macs)), new Map([['N', 1]]));
  const read = new Set(graph.nodes.flatMap((node) => node.inputs));
  const parameters = [...graph.params.values()].filter((parameter) => read.has(parameter));
  return {
    nodes: graph.nodes.length,
    macs: typeof macs === 'number' ? macs : String(macs),
    weights: parameters.reduce((sum, { type }) => sum + (elementCount(type.shape) as number), 0),
  };
}
