// Small tensors (constants, tensor attributes) as ONNX messages.

import { GraphError } from '../errors.js';
import { dtypeInfo, type TypedArray } from '../ir/dtype.js';
import { formatType, isStatic, type TensorType } from '../ir/tensor-type.js';
import type { TensorProto } from './gen/onnx_pb.js';

/** Fields of a tensor's message without its data. */
export function encodeTensorHeader(type: TensorType): Pick<TensorProto, 'dims' | 'dataType'> {
  if (!isStatic(type.shape))
    throw new GraphError(`a stored tensor needs a static shape, found ${formatType(type)}`);
  return { dims: type.shape.map(BigInt), dataType: dtypeInfo(type.dtype).onnx };
}

/** Fields of the whole message; the data is a view, not a copy. */
export function encodeTensor(
  type: TensorType,
  data: TypedArray,
): Pick<TensorProto, 'dims' | 'dataType' | 'rawData'> {
  return { ...encodeTensorHeader(type), rawData: bytesOf(data) };
}

/** The memory of an array as bytes. Little-endian, as every engine that runs JavaScript is. */
export function bytesOf(data: TypedArray): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}
