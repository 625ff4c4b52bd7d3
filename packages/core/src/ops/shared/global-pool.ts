// Shape of pooling over all spatial axes.

import { ShapeError } from '../../errors.js';
import { formatShape, type TensorType } from '../../ir/tensor-type.js';
import { checkKind } from './dtypes.js';

/** [N,C,...] -> [N,C,1,...]. @throws ShapeError without spatial axes, or where the elements are no floats */
export function globallyPooled(op: string, x: TensorType): TensorType {
  checkKind(op, x, ['float']);
  if (x.shape.length < 3) {
    throw new ShapeError(`${op} needs spatial axes, found ${formatShape(x.shape)}`, {
      hint: 'pool before flattening: the input is [N,C,H,W]',
    });
  }
  return { dtype: x.dtype, shape: x.shape.map((dim, axis) => (axis < 2 ? dim : 1)) };
}
