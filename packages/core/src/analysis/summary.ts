// A network's costs, node by node and in sum.

import { addDims, type Dim } from '../ir/dim.js';
import type { Graph } from '../ir/graph.js';
import type { Shape } from '../ir/tensor-type.js';
import { learnable, type NodeCost, nodeCost } from './node-cost.js';
import { opKind } from './op-kind.js';

export interface LayerSummary extends NodeCost {
  readonly path: string;
  readonly op: string;
  /** The op with what decides its speed: `Conv 1x1`, `Conv 3x3 depthwise`, `Conv 3x3 grouped`, else the op. */
  readonly kind: string;
  /** Shape of the first output. */
  readonly shape: Shape;
}

export interface GraphSummary {
  /** Learnable parameters; running statistics are not counted. */
  readonly params: number;
  readonly macs: Dim;
  readonly activations: Dim;
  readonly layers: readonly LayerSummary[];
}

/** Costs of every node in order, and their sums. Works without weights. */
export function summarize(graph: Graph): GraphSummary {
  const layers = graph.nodes.map((node) => ({
    path: node.path,
    op: node.op.name,
    kind: opKind(node),
    shape: node.output.type.shape,
    ...nodeCost(node),
  }));
  return {
    params: [...graph.params.values()].reduce((sum, parameter) => sum + learnable(parameter), 0),
    macs: addDims(...layers.map((layer) => layer.macs)),
    activations: addDims(...layers.map((layer) => layer.activations)),
    layers,
  };
}
