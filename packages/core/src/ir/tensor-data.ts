// Elements of tensors as plain numbers and back.

import { type DType, dtypeInfo, type TypedArray } from './dtype.js';
import { halfToNumber, numberToHalf } from './half.js';

/** A tensor with its data: what runtimes and the interpreter exchange. */
export interface Tensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Row-major (C order). */
  readonly data: TypedArray;
}

/** Elements as numbers; 64-bit integers beyond 2^53 lose their last bits. */
export function toNumbers(dtype: DType, data: TypedArray): number[] {
  if (dtype === 'float16' || dtype === 'bfloat16') {
    return Array.from(data as Uint16Array, (bits) => halfToNumber(bits, dtype));
  }
  return Array.from(data as ArrayLike<number | bigint>, Number);
}

/**
 * Numbers stored as `dtype`, rounded as a typed array rounds: floats to nearest, integers wrap. 64-bit
 * integers stop at their largest, so that the largest int64 survives being a number.
 */
export function fromNumbers(dtype: DType, values: ArrayLike<number>): TypedArray {
  const data = emptyData(dtype, values.length);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    for (let i = 0; i < values.length; i++) data[i] = toBigInt(values[i] as number, dtype);
  } else if (dtype === 'float16' || dtype === 'bfloat16') {
    for (let i = 0; i < values.length; i++) data[i] = numberToHalf(values[i] as number, dtype);
  } else if (dtype === 'bool') {
    for (let i = 0; i < values.length; i++) data[i] = values[i] === 0 ? 0 : 1;
  } else {
    data.set(values);
  }
  return data;
}

function toBigInt(value: number, dtype: DType): bigint {
  const bits = dtype === 'int64' ? 63 : 64;
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** bits) return 2n ** BigInt(bits) - 1n;
  return BigInt(Math.trunc(Math.max(value, -(2 ** 63))));
}

/** Zeros. */
export function emptyData(dtype: DType, length: number): TypedArray {
  const { array, bytes } = dtypeInfo(dtype);
  return new array(new ArrayBuffer(length * bytes));
}
