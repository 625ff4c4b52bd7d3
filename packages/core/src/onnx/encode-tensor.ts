// Small tensors (constants, tensor attributes) as ONNX messages.

import { create } from '@bufbuild/protobuf';
import { GraphError } from '../errors.js';
import { dtypeInfo, type TypedArray } from '../ir/dtype.js';
import { isStatic, type TensorType } from '../ir/tensor-type.js';
import { type TensorProto, TensorProtoSchema } from './gen/onnx_pb.js';

/** The message without its data. */
export function encodeTensorHeader(type: TensorType, name = ''): TensorProto {
  if (!isStatic(type.shape)) throw new GraphError(`a stored tensor needs a static shape`, { path: name });
  const header = create(TensorProtoSchema, {
    dims: type.shape.map(BigInt),
    dataType: dtypeInfo(type.dtype).onnx,
  });
  if (name !== '') header.name = name;
  return header;
}

/** The whole message; the data is a view, not a copy. */
export function encodeTensor(type: TensorType, data: TypedArray): TensorProto {
  const message = encodeTensorHeader(type);
  message.rawData = bytesOf(data);
  return message;
}

/** The memory of an array as bytes. Little-endian, as every engine that runs JavaScript is. */
export function bytesOf(data: TypedArray): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}
