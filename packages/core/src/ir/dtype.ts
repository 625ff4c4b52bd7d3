// Element types: ONNX's names and numbers, the bytes of one element, and the array that holds them.

/** Element types of tensors, by ONNX's names in lower case. */
export type DType =
  | 'float32'
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'bool'
  | 'float16'
  | 'float64'
  | 'uint32'
  | 'uint64'
  | 'bfloat16';

/** Storage of a tensor's elements. float16 and bfloat16 are their 16-bit patterns, bool is 0 or 1. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

export interface DTypeInfo {
  /** Number in onnx.TensorProto.DataType. */
  readonly onnx: number;
  /** Bytes of one element. */
  readonly bytes: 1 | 2 | 4 | 8;
  readonly kind: 'float' | 'int' | 'uint' | 'bool';
  readonly array: new (buffer: ArrayBufferLike, byteOffset?: number, length?: number) => TypedArray;
}

const DTYPES: Readonly<Record<DType, DTypeInfo>> = {
  float32: { onnx: 1, bytes: 4, kind: 'float', array: Float32Array },
  uint8: { onnx: 2, bytes: 1, kind: 'uint', array: Uint8Array },
  int8: { onnx: 3, bytes: 1, kind: 'int', array: Int8Array },
  uint16: { onnx: 4, bytes: 2, kind: 'uint', array: Uint16Array },
  int16: { onnx: 5, bytes: 2, kind: 'int', array: Int16Array },
  int32: { onnx: 6, bytes: 4, kind: 'int', array: Int32Array },
  int64: { onnx: 7, bytes: 8, kind: 'int', array: BigInt64Array },
  bool: { onnx: 9, bytes: 1, kind: 'bool', array: Uint8Array },
  float16: { onnx: 10, bytes: 2, kind: 'float', array: Uint16Array },
  float64: { onnx: 11, bytes: 8, kind: 'float', array: Float64Array },
  uint32: { onnx: 12, bytes: 4, kind: 'uint', array: Uint32Array },
  uint64: { onnx: 13, bytes: 8, kind: 'uint', array: BigUint64Array },
  bfloat16: { onnx: 16, bytes: 2, kind: 'float', array: Uint16Array },
};

/** Size, ONNX number, kind and storage of a dtype. */
export function dtypeInfo(dtype: DType): DTypeInfo {
  return DTYPES[dtype];
}

/** The dtype with this onnx.TensorProto.DataType number, if it is one of ours. */
export function dtypeOfOnnx(number: number): DType | undefined {
  return (Object.keys(DTYPES) as DType[]).find((dtype) => DTYPES[dtype].onnx === number);
}

/** float16, bfloat16, float32, float64. */
export function isFloat(dtype: DType): boolean {
  return DTYPES[dtype].kind === 'float';
}

/** Smallest and largest number of a dtype; 64-bit limits are rounded to a float64. */
export function dtypeRange(dtype: DType): readonly [min: number, max: number] {
  const { kind, bytes } = DTYPES[dtype];
  if (kind === 'float') return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (kind === 'bool') return [0, 1];
  const half = 2 ** (8 * bytes - 1);
  return kind === 'int' ? [-half, half - 1] : [0, 2 * half - 1];
}
