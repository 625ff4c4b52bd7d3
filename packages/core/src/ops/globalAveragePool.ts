// GlobalAveragePool: mean over all spatial axes.

import { ShapeError } from '../errors.js';
import type { OpDef } from '../ir/op.js';
import { formatShape, type TensorType } from '../ir/tensor-type.js';
import { checkKind } from './shared/dtypes.js';

/** Input X [N,C,...]; output [N,C,1,...]. */
export const GlobalAveragePool: OpDef = {
  name: 'GlobalAveragePool',
  since: 1,
  arity: [1, 1],
  attrs: {},
  infer({ inputs }) {
    const [x] = inputs as [TensorType];
    checkKind('GlobalAveragePool', x, ['float']);
    if (x.shape.length < 3) {
      throw new ShapeError(`GlobalAveragePool needs spatial axes, found ${formatShape(x.shape)}`, {
        hint: 'pool before flattening: the input is [N,C,H,W]',
      });
    }
    return [{ dtype: x.dtype, shape: x.shape.map((dim, axis) => (axis < 2 ? dim : 1)) }];
  },
};
