// Element types in attributes, where ONNX writes them as numbers.

import { UnsupportedOpError } from '../../errors.js';
import { type DType, dtypeOfOnnx } from '../../ir/dtype.js';

/** The dtype with this onnx.TensorProto.DataType. @throws UnsupportedOpError for one that is not ours. */
export function dtypeAttr(opName: string, attr: string, number: number): DType {
  const dtype = dtypeOfOnnx(number);
  if (dtype !== undefined) return dtype;
  throw new UnsupportedOpError(`${opName} with ${attr} ${number}: this element type is not supported`, {
    hint: 'integers of 8 to 64 bits, floats of 16 to 64 bits and bool are',
    details: { ops: [opName] },
  });
}
