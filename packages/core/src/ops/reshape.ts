// Reshape: the same elements in another shape.

import { ShapeError } from '../errors.js';
import { type Dim, divDims, floorDivDim, mulDims, sameDim, unifyDims } from '../ir/dim.js';
import type { InferContext, OpDef } from '../ir/op.js';
import { constant, emit, type Scope } from '../ir/scope.js';
import { elementCount, formatShape, type Shape, type TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { listLength } from './shared/axes.js';
import { attrToInput, upgradeConsumedInputs } from './shared/upgrade.js';

export interface ReshapeAttrs {
  /** 1: a 0 in the shape is an empty axis, not a copy of the input's size. */
  allowzero: number;
}

/** Inputs data, shape (int64; 0 copies the axis, one -1 takes what is left). */
export const Reshape: OpDef<ReshapeAttrs> = {
  name: 'Reshape',
  since: 5,
  opset: ({ allowzero }) => (allowzero === 0 ? 5 : 14),
  arity: [2, 2],
  attrs: { allowzero: { kind: 'int', default: 0 } },
  staticInputs: [1],
  infer({ inputs, attrs, constant, unknown }) {
    const [data, list] = inputs as [TensorType, TensorType];
    const target = constant(1);
    const shape =
      target === undefined
        ? Array.from({ length: listLength('the shape', list.shape) }, (_, axis) => unknown(axis))
        : reshaped(data.shape, target, attrs.allowzero !== 0, unknown);
    return [{ dtype: data.dtype, shape }];
  },
  upgrade: (node, opset, makeConstant) =>
    attrToInput(upgradeConsumedInputs(node, opset, makeConstant), 'shape', 1, makeConstant),
};

/** x in another shape; 0 copies the axis at that place, one -1 takes what is left. */
export function reshape(s: Scope, x: Value, shape: readonly number[]): Value {
  return emit(s, Reshape, [x, constant(shape)], {});
}

type Unknown = InferContext<object>['unknown'];

function reshaped(from: Shape, target: readonly number[], allowZero: boolean, unknown: Unknown): Shape {
  const holes = target.filter((size) => size === -1).length;
  if (holes > 1 || target.some((size) => size < -1) || (allowZero && holes > 0 && target.includes(0))) {
    throw new ShapeError(`[${target}] is not a shape to reshape to`, {
      hint: 'sizes are positive, 0 (copied) or at most once -1 (what is left); with allowzero not both',
    });
  }
  const shape = target.map((size, axis): Dim => {
    if (size !== 0 || allowZero) return size;
    const copied = from[axis];
    if (copied === undefined) {
      throw new ShapeError(`[${target}] copies axis ${axis}, which ${formatShape(from)} has not got`);
    }
    return copied;
  });
  const hole = target.indexOf(-1);
  const [numerator, denominator] = uncommon(
    from,
    shape.filter((_, axis) => axis !== hole),
  );
  const left = hole < 0 ? unifyDims(numerator, denominator) : quotient(numerator, denominator);
  if (left === undefined) {
    throw new ShapeError(`cannot reshape ${formatShape(from)} to [${target}]`, {
      hint: `the input has ${elementCount(from)} elements`,
    });
  }
  return shape.map((dim, axis) => (axis !== hole ? dim : left === 'unknown' ? unknown(hole) : left));
}

/** Products of the dims that are in one list only. */
function uncommon(from: Shape, to: Shape): readonly [from: Dim, to: Dim] {
  const left = [...to];
  const right = from.filter((dim) => {
    const index = dim === 0 ? -1 : left.findIndex((other) => sameDim(dim, other));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [mulDims(...right), mulDims(...left)];
}

/** What is left for -1; a remainder that only running can tell is taken to be none. */
function quotient(a: Dim, b: Dim): Dim | 'unknown' | undefined {
  if (typeof b !== 'number') return divDims(a, b) ?? 'unknown';
  if (b === 0 || (typeof a === 'number' && a % b !== 0)) return undefined;
  return floorDivDim(a, b);
}
