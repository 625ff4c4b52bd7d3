// What a graph costs, as far as a benchmark shows it.

import { bindDims, type Graph } from '@gossamer/core';
import { summarize } from '@gossamer/core/analysis';
import type { InputShapes } from './bind-inputs.js';
import { type LayerWork, layerWork } from './roofline.js';

export interface GraphCosts {
  readonly params: number;
  /** Multiply-accumulates of one run, the whole batch. */
  readonly macs: number;
  /** The layers that compute. */
  readonly layers: readonly LayerWork[];
}

/** Costs at the shapes of its inputs; undefined where sizes stay open. */
export function graphCosts(graph: Graph, shapes: InputShapes = {}): GraphCosts | undefined {
  const bound = bindTo(graph, shapes);
  const { params, macs } = summarize(bound);
  const layers = layerWork(bound);
  return layers === undefined || typeof macs !== 'number' ? undefined : { params, macs, layers };
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
