// Split: a tensor cut into pieces along an axis.

import { ShapeError } from '../errors.js';
import { ceilDivDim, type Dim, mulDims, subDims } from '../ir/dim.js';
import type { InferContext, OpDef } from '../ir/op.js';
import { constant, emitAll, type Scope } from '../ir/scope.js';
import { normalizeAxis, type TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { attrToInput } from './shared/upgrade.js';

export interface SplitAttrs {
  axis: number;
  /** Equal pieces, the last one smaller where it does not come out even; instead of the second input. */
  num_outputs?: number;
}

/** Inputs X, optional split (the sizes, int64); one output a piece. */
export const Split: OpDef<SplitAttrs> = {
  name: 'Split',
  since: 18,
  arity: [1, 2],
  attrs: { axis: { kind: 'int', default: 0 }, num_outputs: { kind: 'int' } },
  staticInputs: [1],
  infer(context) {
    const { dtype, shape } = context.inputs[0] as TensorType;
    if (shape.length === 0) throw new ShapeError('a scalar has no axis to split along');
    const axis = normalizeAxis(context.attrs.axis, shape.length);
    return pieceSizes(context, shape[axis] as Dim).map((size) => ({
      dtype,
      shape: shape.map((dim, i) => (i === axis ? size : dim)),
    }));
  },
  upgrade(node, opset, makeConstant) {
    const upgraded = opset < 13 ? attrToInput(node, 'split', 1, makeConstant) : node;
    if (opset >= 18 || upgraded.inputs[1] !== undefined) return upgraded;
    return { attrs: { ...upgraded.attrs, num_outputs: node.outputCount }, inputs: upgraded.inputs };
  },
};

/** x cut into pieces of these sizes along `axis`. @throws ShapeError where they do not add up. */
export function split(s: Scope, x: Value, sizes: readonly number[], axis = 1): readonly Value[] {
  return emitAll(s, Split, [x, constant(sizes)], { axis }, sizes.length);
}

function pieceSizes(context: InferContext<SplitAttrs>, size: Dim): readonly Dim[] {
  const { attrs, inputs, outputCount } = context;
  const sizes = context.constant(1);
  if ((inputs[1] === undefined) === (attrs.num_outputs === undefined)) {
    throw new ShapeError('Split needs either sizes or num_outputs');
  }
  const count = attrs.num_outputs ?? sizes?.length ?? outputCount;
  if (count !== outputCount || count < 1) {
    throw new ShapeError(`Split makes ${count} pieces, the node has ${outputCount} outputs`);
  }
  if (attrs.num_outputs !== undefined) return equalPieces(size, count);
  if (sizes === undefined) return Array.from({ length: count }, (_, index) => context.unknown(index));
  const sum = sizes.reduce((a, b) => a + b, 0);
  if (sizes.some((piece) => piece < 0) || (typeof size === 'number' && sum !== size)) {
    throw new ShapeError(`cannot split an axis of ${size} into pieces of [${sizes}]`, {
      hint: `they add up to ${sum}`,
    });
  }
  return sizes;
}

function equalPieces(size: Dim, count: number): readonly Dim[] {
  const piece = ceilDivDim(size, count);
  const last = subDims(size, mulDims(piece, count - 1));
  if (typeof last === 'number' && last < 0) {
    throw new ShapeError(`cannot split an axis of ${size} into ${count} pieces`);
  }
  return [...new Array<Dim>(count - 1).fill(piece), last];
}
