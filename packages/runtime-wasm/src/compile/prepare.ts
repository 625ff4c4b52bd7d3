// The graph as the compiler wants it: one picture, known sizes, norms folded, branches merged, nothing that does nothing.

import {
  bindDims,
  createNode,
  type Dim,
  dimNames,
  formatType,
  type Graph,
  type Model,
  ShapeError,
  symbolicDim,
  UnsupportedOpError,
} from '@gossamer/core';
import { dropIdentities, foldBatchNorm, mergeParallelConvolutions, runPasses } from '@gossamer/core/passes';

/** Name of the batch while it is taken out of fixed shapes. */
const BATCH = 'batch';

/**
 * A copy with a batch of 1 and every named size bound.
 *
 * @param sizes by name, all but the batch's
 * @throws ShapeError where a size is missing or the network does not work at these
 */
export function prepareModel(model: Model, sizes: Readonly<Record<string, number>>): Model {
  const opened = withOpenBatch(model).graph;
  const batches = new Set(opened.inputs.flatMap(({ value }) => dimNames(value.type.shape[0] ?? 1)));
  if (batches.size > 0) checkOutputs(opened, batches);
  const graph = bindDims(opened, { ...sizes, ...Object.fromEntries([...batches].map((name) => [name, 1])) });
  const open = graph.inputs.flatMap(({ value }) => value.type.shape.flatMap(dimNames));
  if (open.length > 0) {
    throw new ShapeError(`the sizes ${open.join(', ')} are open`, {
      within: graph.name,
      hint: 'they are bound by the first run, or by `sizes`',
    });
  }
  return runPasses({ graph, weights: model.weights }, [
    dropIdentities,
    foldBatchNorm,
    mergeParallelConvolutions,
  ]).model;
}

/** Results of single pictures can be put together along the first axis alone. */
function checkOutputs(graph: Graph, batches: ReadonlySet<string>): void {
  for (const { name, value } of graph.outputs) {
    const [first, ...rest] = value.type.shape;
    const isBatched = first !== undefined && batches.has(String(first));
    if (isBatched && !rest.some((dim) => dimNames(dim).some((other) => batches.has(other)))) continue;
    throw new UnsupportedOpError(
      `output "${name}" of ${formatType(value.type)} does not have the batch first`,
      {
        within: graph.name,
        hint: 'build the network with a batch of 1, or run it with another runtime',
      },
    );
  }
}

/** A fixed batch above 1 is opened; it runs as so many batches of 1. */
function withOpenBatch(model: Model): Model {
  if (!model.graph.inputs.some(({ value }) => isFixedBatch(value.type.shape[0]))) return model;
  const graph = model.graph.rebuild(
    (node, inputs) =>
      createNode(node.op, inputs, node.attrs as Readonly<Record<string, unknown>>, {
        path: node.path,
        outputCount: node.outputs.length,
        within: model.graph.name,
      }),
    ({ value }) => {
      const copy = value.copy();
      const [batch, ...rest] = value.type.shape;
      if (isFixedBatch(batch)) copy.type = { ...value.type, shape: [symbolicDim(BATCH), ...rest] };
      return copy;
    },
  );
  return { ...model, graph };
}

function isFixedBatch(batch: Dim | undefined): boolean {
  return typeof batch === 'number' && batch > 1;
}
