// A graph as plain data: its nodes with their costs, for one picture.

import { bindDims, type Dim, dimNames, type Graph, type Value } from '@gossamer/core';
import { peakMemory, scopeCosts, summarize } from '@gossamer/core/analysis';
import { graphBoxes } from '../../figures/graph-boxes.js';
import type { NetworkReport, Port } from './protocol.js';

/** Height and width of inputs that leave them open. */
const OPEN_SIDE = 224;

/** The graph for one picture: an open batch is 1, other open sizes are 224. */
export function boundGraph(graph: Graph): Graph {
  const sizes = new Map<string, number>();
  for (const { value } of graph.inputs)
    for (const [axis, dim] of value.type.shape.entries())
      for (const name of dimNames(dim)) if (!sizes.has(name)) sizes.set(name, axis === 0 ? 1 : OPEN_SIDE);
  return sizes.size === 0 ? graph : bindDims(graph, Object.fromEntries(sizes));
}

/** @throws ShapeError where the network does not work at that size */
export function reportOf(graph: Graph): NetworkReport {
  const bound = boundGraph(graph);
  const { params, macs, activations, layers } = summarize(bound);
  return {
    name: graph.name,
    inputs: graph.inputs.map(portOf),
    outputs: graph.outputs.map(portOf),
    params,
    macs: Number(macs),
    activations: Number(activations),
    peakBytes: peakMemory(bound).bytes,
    scopes: scopeCosts(layers, 2).map(({ path, nodes, params: own, macs: ownMacs, bytes }) => ({
      path,
      nodes,
      params: own,
      macs: Number(ownMacs),
      bytes: Number(bytes),
    })),
    boxes: graphBoxes(bound),
  };
}

function portOf({ name, value }: { readonly name: string; readonly value: Value }): Port {
  return { name, shape: value.type.shape.map((dim: Dim) => (typeof dim === 'number' ? dim : String(dim))) };
}
