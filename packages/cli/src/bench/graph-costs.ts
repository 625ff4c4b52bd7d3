// What a graph costs, as far as a benchmark shows it.

import { bindDims, type Graph } from '@gossamer/core';
import { type LayerSummary, summarize } from '@gossamer/core/analysis';
import type { InputShapes } from './bind-inputs.js';

export interface GraphCosts {
  readonly params: number;
  /** Multiply-accumulates of one run, the whole batch. */
  readonly macs: number;
  /** The layers that compute; norms, activations and additions may be fused into them. */
  readonly layers: readonly LayerSummary[];
}

/** Costs at the shapes of its inputs; undefined where sizes stay open. */
export function graphCosts(graph: Graph, shapes: InputShapes = {}): GraphCosts | undefined {
  const { params, macs, layers } = summarize(bindTo(graph, shapes));
  if (typeof macs !== 'number') return undefined;
  return { params, macs, layers: layers.filter((layer) => layer.macs !== 0) };
}

function bindTo(graph: Graph, shapes: InputShapes): Graph {
  const sizes: Record<string, number> = {};
  for (const { name, value } of graph.inputs) {
    value.type.shape.forEach((dim, axis) => {
      const size = shapes[name]?.[axis];
      if (typeof dim !== 'number' && size !== undefined) sizes[dim.key] = size;
    });
  }
  return Object.keys(sizes).length === 0 ? graph : bindDims(graph, sizes);
}
