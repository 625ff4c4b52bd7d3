// Computes what does not depend on the inputs, with the interpreter's kernels.

import { bindDims } from '../ir/bind-dims.js';
import { constantNumbers } from '../ir/create-node.js';
import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { fromNumbers } from '../ir/tensor-data.js';
import { elementCount, isStatic } from '../ir/tensor-type.js';
import { Constant, type Value } from '../ir/value.js';
import { shapeConstant } from '../passes/fold-shapes.js';
import type { Pass } from '../passes/pass.js';
import { runNode } from './interpret.js';
import { kernels } from './kernels/index.js';

export interface FoldConstantsOptions {
  /** Results with more elements than this stay nodes: they would make the file larger. Default 65536. */
  readonly mostElements?: number | undefined;
}

/**
 * Nodes whose inputs are all constants become constants, and so does the Shape of a value of known size: what exporters leave
 * of a network's arithmetic on sizes. Learned tensors are not touched. Integers are exact up to 2^53.
 *
 * It comes with every kernel of the interpreter, and therefore from `@gossamer/core/reference`.
 */
export function foldConstants({ mostElements = 65536 }: FoldConstantsOptions = {}): Pass {
  return {
    name: 'foldConstants',
    run(model) {
      let changed = 0;
      for (let found = -1; found !== 0; changed += found) {
        found = foldAll(model.graph, mostElements);
        // Sizes that are known now may make others known.
        if (found > 0) model.graph = bindDims(model.graph, {});
      }
      return { pass: this.name, changed, notes: [] };
    },
  };
}

function foldAll(graph: Graph, mostElements: number): number {
  let found = 0;
  for (const node of [...graph.nodes]) {
    const folded = foldNode(node, mostElements);
    if (folded === undefined) continue;
    node.outputs.forEach((output, i) => {
      const value = folded[i] as Constant;
      if (output.name !== undefined) value.name = output.name;
      graph.replace(output, value);
    });
    graph.erase(node);
    found++;
  }
  return found;
}

function foldNode(node: Node, mostElements: number): readonly Constant[] | undefined {
  const known = node.outputs.every(
    ({ type }) => isStatic(type.shape) && Number(elementCount(type.shape)) <= mostElements,
  );
  if (!known) return undefined;
  const sizes = shapeConstant(node);
  if (sizes !== undefined) return [sizes];
  const isReady = node.inputs.every((value) => value === undefined || value instanceof Constant);
  if (node.inputs.length === 0 || !isReady || !Object.hasOwn(kernels, node.op.name)) return undefined;
  const inputs = (node.inputs as readonly (Constant | undefined)[]).map(
    (value) =>
      value && {
        dtype: value.type.dtype,
        shape: value.type.shape as readonly number[],
        data: Float64Array.from(constantNumbers(value) ?? []),
      },
  );
  return runNode(node, inputs).map(
    ({ dtype, data }, i) => new Constant((node.outputs[i] as Value).type, fromNumbers(dtype, data)),
  );
}
