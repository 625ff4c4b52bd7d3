// Test data: tensors filled from a seed.

import type { DType } from '../ir/dtype.js';
import { fromNumbers, type Tensor } from '../ir/tensor-data.js';

export interface RandomOptions {
  readonly dtype?: DType;
  /** Values are uniform in [low, high), whole numbers for integer dtypes. */
  readonly low?: number;
  readonly high?: number;
}

/** The same seed and shape give the same values. */
export function randomTensor(
  shape: readonly number[],
  seed: number,
  { dtype = 'float32', low = -2, high = 2 }: RandomOptions = {},
): Tensor {
  const next = mulberry32(seed);
  const length = shape.reduce((product, dim) => product * dim, 1);
  const round = dtype.startsWith('float') ? (value: number) => value : Math.floor;
  const values = Float64Array.from({ length }, () => round(low + next() * (high - low)));
  return { dtype, shape, data: fromNumbers(dtype, values) };
}

/** A list of int64, as shapes and axes are given. */
export function int64s(...values: readonly number[]): Tensor {
  return { dtype: 'int64', shape: [values.length], data: fromNumbers('int64', values) };
}

/** A list of float32. */
export function float32s(...values: readonly number[]): Tensor {
  return { dtype: 'float32', shape: [values.length], data: fromNumbers('float32', values) };
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
