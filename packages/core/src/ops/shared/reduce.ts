// What the reductions share: which axes go, and the shape that stays.

import { ShapeError } from '../../errors.js';
import type { AttrCodec } from '../../ir/attrs.js';
import type { InferContext, OpDef } from '../../ir/op.js';
import { formatShape, type Shape, type TensorType } from '../../ir/tensor-type.js';
import { normalizeAxes } from './axes.js';
import { checkKind, type DTypeKind } from './dtypes.js';
import { attrToInput, dropAttrs } from './upgrade.js';

export interface ReduceAttrs {
  /** 1 leaves each reduced axis with size 1, 0 removes it. */
  keepdims: number;
  /** What an empty list of axes means: 0 all of them, 1 none. */
  noop_with_empty_axes: number;
}

const fields: AttrCodec<ReduceAttrs> = {
  keepdims: { kind: 'int', default: 1 },
  noop_with_empty_axes: { kind: 'int', default: 0 },
};

/** A reduction of X over the optional int64 input axes, which was an attribute before opset `since`. */
export function reduceOp(name: string, since: number, kinds: readonly DTypeKind[]): OpDef<ReduceAttrs> {
  return {
    name,
    since,
    opset: (_, [x]) => (x?.dtype === 'bool' ? 20 : since),
    arity: [1, 2],
    attrs: fields,
    staticInputs: [1],
    infer(context) {
      const [x] = context.inputs as [TensorType];
      checkKind(name, x, kinds);
      return [{ dtype: x.dtype, shape: reducedShape(x.shape, context) }];
    },
    upgrade: (node, opset, constant) =>
      opset >= since
        ? node
        : attrToInput({ ...node, attrs: dropAttrs(node.attrs, 'consumed_inputs') }, 'axes', 1, constant),
  };
}

/**
 * For each axis whether it is reduced. Axes left out are those of an empty list.
 * @throws ShapeError for axes outside the rank or given twice.
 */
export function reducedAxes(
  rank: number,
  axes: readonly number[] | undefined,
  attrs: ReduceAttrs,
): boolean[] {
  if (axes === undefined || axes.length === 0) {
    return new Array<boolean>(rank).fill(attrs.noop_with_empty_axes === 0);
  }
  const normal = normalizeAxes(axes, rank);
  return Array.from({ length: rank }, (_, axis) => normal.includes(axis));
}

function reducedShape(shape: Shape, context: InferContext<ReduceAttrs>): Shape {
  const { attrs, inputs } = context;
  const rank = shape.length;
  const axes = context.constant(1);
  const count = inputs[1] === undefined ? 0 : inputs[1].shape[0];
  if (axes === undefined && count !== 0) return shapeOfUnknown(rank, count, context);
  const reduced = reducedAxes(rank, axes, attrs);
  if (attrs.keepdims !== 0) return shape.map((dim, axis) => (reduced[axis] ? 1 : dim));
  return shape.filter((_, axis) => !reduced[axis]);
}

/** Axes known only when running: their number gives the rank. */
function shapeOfUnknown(rank: number, count: unknown, context: InferContext<ReduceAttrs>): Shape {
  const keep = context.attrs.keepdims !== 0;
  if (!keep && (typeof count !== 'number' || count > rank)) {
    const axes = formatShape(context.inputs[1]?.shape ?? []);
    throw new ShapeError(`the number of axes to reduce is not known: axes has shape ${axes}`, {
      hint: 'make the axes a constant',
    });
  }
  const left = keep ? rank : rank - (count as number);
  return Array.from({ length: left }, (_, axis) => context.unknown(axis));
}
