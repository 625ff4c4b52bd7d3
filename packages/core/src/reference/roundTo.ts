// Rounding of the interpreter's float64 to what a dtype can hold.

import type { DType } from '../ir/dtype.js';
import { fromNumbers, toNumbers } from '../ir/tensor-data.js';

/** Values as the dtype stores them, kept in float64; may work in place. */
export function roundTo(dtype: DType, data: Float64Array): Float64Array {
  if (dtype === 'float64') return data;
  if (dtype === 'float32') return mapInPlace(data, Math.fround);
  if (dtype === 'int64' || dtype === 'uint64') return mapInPlace(data, Math.trunc);
  return Float64Array.from(toNumbers(dtype, fromNumbers(dtype, data)));
}

function mapInPlace(data: Float64Array, f: (value: number) => number): Float64Array {
  for (let i = 0; i < data.length; i++) data[i] = f(data[i] as number);
  return data;
}
