// Copies through strides: what slicing, transposing and expanding have in common.

import { sizeOf } from '../kernel.js';

/** The elements `offset + sum(index[axis] * strides[axis])` of `source` for every index of `shape`. */
export function stridedCopy(
  source: Float64Array,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Float64Array {
  const y = new Float64Array(sizeOf(shape));
  const index = new Int32Array(shape.length);
  let at = offset;
  for (let i = 0; i < y.length; i++) {
    y[i] = source[at] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] as number) + 1;
      if (next < (shape[axis] as number)) {
        index[axis] = next;
        at += strides[axis] as number;
        break;
      }
      index[axis] = 0;
      at -= (next - 1) * (strides[axis] as number);
    }
  }
  return y;
}
