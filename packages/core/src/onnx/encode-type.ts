// Types of values as ONNX writes them.

import { type Dim, dimNames, dimVariable } from '../ir/dim.js';
import { dtypeInfo } from '../ir/dtype.js';
import type { TensorType } from '../ir/tensor-type.js';
import type { DimMessage, TypeMessage } from './forms.js';

/** dtype and shape; sizes known only when running go by their name or expression, unknown ones are left open. */
export function encodeType(type: TensorType): TypeMessage {
  return { tensorType: { elemType: dtypeInfo(type.dtype).onnx, shape: { dim: type.shape.map(encodeDim) } } };
}

/** True for a dim that nothing is known about, not even a name the user would recognise. */
export function isUnknownDim(dim: Dim): boolean {
  return dimNames(dim).some((name) => name.startsWith('?'));
}

function encodeDim(dim: Dim): DimMessage {
  if (typeof dim === 'number') return { value: { case: 'dimValue', value: BigInt(dim) } };
  return isUnknownDim(dim) ? {} : { value: { case: 'dimParam', value: dimVariable(dim) ?? dim.key } };
}
