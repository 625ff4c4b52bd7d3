// The shape rule that all broadcasting two-input ops share.

import { ShapeError } from '../../errors.js';
import type { DType } from '../../ir/dtype.js';
import type { OpDef } from '../../ir/op.js';
import { formatType, type TensorType } from '../../ir/tensor-type.js';
import { broadcastShapes } from './broadcast.js';

/** A broadcasting op on two tensors of one dtype; the result has that dtype unless `result` is given. */
export function binaryOp(name: string, since: number, result?: DType): OpDef {
  return {
    name,
    since,
    arity: [2, 2],
    attrs: {},
    infer({ inputs }) {
      const [a, b] = inputs as [TensorType, TensorType];
      if (a.dtype !== b.dtype) {
        throw new ShapeError(`${name} needs one dtype, found ${formatType(a)} and ${formatType(b)}`, {
          hint: 'insert a Cast',
        });
      }
      return [{ dtype: result ?? a.dtype, shape: broadcastShapes(name, [a.shape, b.shape]) }];
    },
  };
}
