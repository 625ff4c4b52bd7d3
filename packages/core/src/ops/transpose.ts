// Transpose: axes in another order.

import { ShapeError } from '../errors.js';
import type { Dim } from '../ir/dim.js';
import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import { formatShape, type TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';

export interface TransposeAttrs {
  /** Output axis i is input axis perm[i]; by default all axes reversed. */
  perm?: readonly number[];
}

/** Input X. */
export const Transpose: OpDef<TransposeAttrs> = {
  name: 'Transpose',
  since: 1,
  arity: [1, 1],
  attrs: { perm: { kind: 'ints' } },
  infer({ inputs, attrs }) {
    const { dtype, shape } = inputs[0] as TensorType;
    const perm = permutation(attrs, shape.length);
    if (perm.length !== shape.length || shape.some((_, axis) => !perm.includes(axis))) {
      throw new ShapeError(`perm [${perm}] does not order the axes of ${formatShape(shape)}`);
    }
    return [{ dtype, shape: perm.map((axis) => shape[axis] as Dim) }];
  },
};

/** The input axis of each output axis. */
export function permutation(attrs: TransposeAttrs, rank: number): readonly number[] {
  return attrs.perm ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
}

/** x with axis i taken from axis perm[i]. */
export function transpose(s: Scope, x: Value, perm: readonly number[]): Value {
  return emit(s, Transpose, [x], { perm });
}
