// The graph as the compiler wants it: one picture, known sizes, norms folded, nothing that does nothing.

import { bindDims, type Dim, dimNames, type Model, ShapeError, symbolicDim } from '@gossamer/core';
import { dropIdentities, foldBatchNorm, runPasses } from '@gossamer/core/passes';

/** Name of the batch while it is taken out of fixed shapes. */
const BATCH = 'batch';

/**
 * A copy with a batch of 1 and every named size bound.
 *
 * @param sizes by name, all but the batch's
 * @throws ShapeError where a size is missing or the network does not work at these
 */
export function prepareModel(model: Model, sizes: Readonly<Record<string, number>>): Model {
  const batches = new Set(model.graph.inputs.flatMap(({ value }) => dimNames(value.type.shape[0] ?? 1)));
  const single = Object.fromEntries([...batches].map((name) => [name, 1]));
  const graph = bindDims(withOpenBatch(model).graph, { ...sizes, ...single, [BATCH]: 1 });
  const open = graph.inputs.flatMap(({ value }) => value.type.shape.flatMap(dimNames));
  if (open.length > 0) {
    throw new ShapeError(`the sizes ${open.join(', ')} are open`, {
      within: graph.name,
      hint: 'they are bound by the first run, or by `sizes`',
    });
  }
  return runPasses({ graph, weights: model.weights }, [dropIdentities, foldBatchNorm]).model;
}

/** A fixed batch above 1 is opened; it runs as so many batches of 1. */
function withOpenBatch(model: Model): Model {
  if (!model.graph.inputs.some(({ value }) => isFixedBatch(value.type.shape[0]))) return model;
  const graph = model.graph.rebuild(
    (node, inputs) => node.with(inputs),
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
