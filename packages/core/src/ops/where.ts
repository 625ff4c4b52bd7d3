// Where: elementwise choice between two tensors, with broadcasting.

import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { broadcastShapes } from './shared/broadcast.js';
import { checkKind, checkSameDType } from './shared/dtypes.js';

/** Inputs condition (bool), X and Y of one dtype; output X where the condition holds, Y elsewhere. */
export const Where: OpDef = {
  name: 'Where',
  since: 9,
  arity: [3, 3],
  attrs: {},
  infer({ inputs }) {
    const [condition, x, y] = inputs as [TensorType, TensorType, TensorType];
    checkKind("Where's condition", condition, ['bool']);
    checkSameDType('Where', x, y);
    return [{ dtype: x.dtype, shape: broadcastShapes('Where', [condition.shape, x.shape, y.shape]) }];
  },
};
