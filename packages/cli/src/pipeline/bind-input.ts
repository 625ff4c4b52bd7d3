// Sizes for the inputs of a graph that leaves them open.

import { bindDims, formatShape, type Graph, isStatic, OptionError } from '@gossamer/core';
import type { NetworkWords } from '../words/model-words.js';

/** The graph with the open sizes of its inputs bound: the first is the batch, the last two are the picture's. */
export function bindInput(
  graph: Graph,
  batch: number | undefined,
  size: NetworkWords['build']['size'],
): Graph {
  const [height, width] = typeof size === 'number' ? [size, size] : size === 'dynamic' ? [] : (size ?? []);
  const sizes: Record<string, number> = {};
  for (const { value } of graph.inputs) {
    const { shape } = value.type;
    const wanted = new Map([
      [shape.length - 2, height],
      [shape.length - 1, width],
      [0, batch],
    ]);
    shape.forEach((dim, axis) => {
      const bound = wanted.get(axis);
      if (typeof dim !== 'number' && bound !== undefined) sizes[String(dim)] = bound;
    });
  }
  return Object.keys(sizes).length === 0 ? graph : bindDims(graph, sizes);
}

/** @throws OptionError where sizes of the inputs are still open */
export function checkBound(graph: Graph): void {
  if (!graph.inputs.every(({ value }) => isStatic(value.type.shape))) {
    throw new OptionError(`the costs depend on sizes that are open: ${formatInputs(graph)}`, {
      within: graph.name,
      hint: 'say which with --size, for example --size 224',
    });
  }
}

function formatInputs(graph: Graph): string {
  return graph.inputs.map(({ name, value }) => `${name} ${formatShape(value.type.shape)}`).join(', ');
}
