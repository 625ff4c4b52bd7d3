// Which element types an op takes, checked in one wording.

import { ShapeError } from '../../errors.js';
import { type DTypeInfo, dtypeInfo } from '../../ir/dtype.js';
import { formatType, type TensorType } from '../../ir/tensor-type.js';

export type DTypeKind = DTypeInfo['kind'];

/** @throws ShapeError unless the tensor's elements are of one of these kinds. */
export function checkKind(opName: string, type: TensorType, kinds: readonly DTypeKind[]): void {
  const { kind } = dtypeInfo(type.dtype);
  if (kinds.includes(kind)) return;
  throw new ShapeError(`${opName} does not take ${formatType(type)}`, {
    hint: `it takes tensors of kind ${kinds.join(', ')}; insert a Cast`,
  });
}

/** @throws ShapeError unless both tensors have one dtype. */
export function checkSameDType(opName: string, a: TensorType, b: TensorType): void {
  if (a.dtype === b.dtype) return;
  throw new ShapeError(`${opName} needs one dtype, found ${formatType(a)} and ${formatType(b)}`, {
    hint: 'insert a Cast',
  });
}
