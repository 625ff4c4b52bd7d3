// Stored tensors: checked against their shape before anything is read, viewed in place where aligned.

import { isFieldSet } from '@bufbuild/protobuf';
import { FormatError, UnsupportedOpError } from '../errors.js';
import { type DType, dtypeInfo, dtypeOfOnnx, type TypedArray } from '../ir/dtype.js';
import { fromNumbers } from '../ir/tensor-data.js';
import type { TensorType } from '../ir/tensor-type.js';
import { type LazyTensor, memoryTensor } from '../weights/lazy-tensor.js';
import { type ExternalFile, externalRange } from './external.js';
import { type TensorProto, TensorProto_DataLocation, TensorProtoSchema } from './gen/onnx_pb.js';

/** A stored tensor before its bytes are read. */
export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** For weights: external ranges are read when asked for. */
  lazy(): LazyTensor;
  /** For constants. @throws FormatError where an external file cannot be read at once */
  data(): TypedArray;
}

type Open = (location: string) => ExternalFile;

/**
 * @throws FormatError where shape and data do not fit
 * @throws UnsupportedOpError for element types that graphs do not have
 */
export function decodeTensor(tensor: TensorProto, open: Open): StoredTensor {
  const dtype = elementType(tensor.dataType, tensor.name);
  const shape = decodeDims(tensor.dims, tensor.name);
  const count = shape.reduce((product, dim) => product * dim, 1);
  const bytes = count * dtypeInfo(dtype).bytes;
  const type = { dtype, shape };
  if (tensor.dataLocation === TensorProto_DataLocation.EXTERNAL)
    return externalTensor(tensor, type, bytes, open);
  if (isFieldSet(tensor, TensorProtoSchema.field.rawData)) {
    checkLength(tensor.name, type, bytes, tensor.rawData.length, 'bytes');
    const view = () => elements(dtype, tensor.rawData);
    return { ...type, data: view, lazy: () => ({ ...type, read: async () => view() }) };
  }
  const list = typedList(tensor, dtype);
  checkLength(tensor.name, type, count, list.length, 'elements');
  const data = fromList(dtype, list);
  return { ...type, data: () => data, lazy: () => memoryTensor(dtype, shape, data) };
}

/** Names of ONNX's element types that graphs do not have. */
const FOREIGN_TYPES: Readonly<Record<number, string>> = {
  8: 'string',
  14: 'complex64',
  15: 'complex128',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
  24: 'float8e8m0',
  25: 'uint2',
  26: 'int2',
};

/** @throws FormatError or UnsupportedOpError where it is none of ours */
export function elementType(number: number, path: string): DType {
  const dtype = dtypeOfOnnx(number);
  if (dtype !== undefined) return dtype;
  const foreign = FOREIGN_TYPES[number];
  if (foreign !== undefined) throw new UnsupportedOpError(`tensors of ${foreign}`, { path });
  throw new FormatError(`the element type ${number} does not exist`, { path });
}

/** Tensors of networks have a handful; some rules take time with the square of it. */
export const MOST_AXES = 64;

/** Sizes of a stored or declared shape. */
export function decodeDims(dims: readonly bigint[], path: string): readonly number[] {
  const numbers = dims.map(Number);
  const elements = numbers.reduce((product, dim) => product * dim, 1);
  const possible = numbers.every((dim) => dim >= 0 && Number.isSafeInteger(dim));
  if (possible && Number.isSafeInteger(elements) && dims.length <= MOST_AXES) return numbers;
  throw new FormatError(`the shape [${dims.slice(0, 8)}] of ${dims.length} axes is impossible`, { path });
}

function externalTensor(
  tensor: TensorProto,
  type: TensorType & { shape: readonly number[] },
  bytes: number,
  open: Open,
): StoredTensor {
  const { name } = tensor;
  const range = externalRange(tensor);
  const file = open(range.location);
  checkLength(name, type, bytes, range.length ?? bytes, 'bytes');
  if (range.offset + bytes > file.size) {
    throw new FormatError(
      `bytes ${range.offset} to ${range.offset + bytes} of "${range.location}" are needed, it has ${file.size}`,
      { path: name, hint: 'the external file is truncated or belongs to another model' },
    );
  }
  const take = (data: Uint8Array): TypedArray => {
    checkLength(name, type, bytes, data.length, 'bytes');
    return elements(type.dtype, data);
  };
  return {
    ...type,
    lazy: () => ({ ...type, read: async (signal) => take(await file.read(range.offset, bytes, signal)) }),
    data() {
      const data = file.read(range.offset, bytes);
      if (data instanceof Uint8Array) return take(data);
      throw new FormatError(`the shape or constant in "${range.location}" cannot be read at once`, {
        path: name,
        hint: 'read external files synchronously, or keep tensors below 1 kB inside the model',
      });
    },
  };
}

/** The bytes as elements: a view where the offset is aligned, otherwise a copy. */
function elements(dtype: DType, raw: Uint8Array): TypedArray {
  const { array, bytes } = dtypeInfo(dtype);
  const aligned = raw.byteOffset % bytes === 0 ? raw : new Uint8Array(raw);
  return new array(aligned.buffer, aligned.byteOffset, aligned.length / bytes);
}

/** The typed list ONNX keeps this dtype in; 16-bit floats and small integers share int32_data. */
function typedList(tensor: TensorProto, dtype: DType): readonly (number | bigint)[] {
  switch (dtype) {
    case 'float32':
      return tensor.floatData;
    case 'float64':
      return tensor.doubleData;
    case 'int64':
      return tensor.int64Data;
    case 'uint32':
    case 'uint64':
      return tensor.uint64Data;
    default:
      return tensor.int32Data;
  }
}

function fromList(dtype: DType, list: readonly (number | bigint)[]): TypedArray {
  if (dtype === 'int64') return BigInt64Array.from(list as readonly bigint[]);
  if (dtype === 'uint64') return BigUint64Array.from(list as readonly bigint[]);
  // The list has the bit patterns of 16-bit floats.
  if (dtype === 'float16' || dtype === 'bfloat16') return Uint16Array.from(list as readonly number[]);
  return fromNumbers(dtype, list.map(Number));
}

function checkLength(
  path: string,
  type: { dtype: DType; shape: readonly number[] },
  expected: number,
  found: number,
  unit: string,
): void {
  if (found === expected) return;
  throw new FormatError(`${type.dtype}[${type.shape}] needs ${expected} ${unit}, found ${found}`, { path });
}
