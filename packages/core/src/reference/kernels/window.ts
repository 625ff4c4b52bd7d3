// Where a sliding window reads: for each of its cells, the input element under each output position.

import { type WindowAxis, windowPads } from '../../ops/shared/window.js';
import { sizeOf, stridesOf } from '../kernel.js';

/** The cell lies in the padding. */
export const PADDING = -1;
/** The cell lies behind the padding: only in a last window that is not full. */
const OUTSIDE = -2;

/** For each window cell and output position the flat index in one plane, PADDING or OUTSIDE. */
export function windowTaps(
  axes: readonly WindowAxis[],
  inSpatial: readonly number[],
  outSpatial: readonly number[],
): readonly Int32Array[] {
  const pads = axes.map((axis, i) => windowPads(inSpatial[i] as number, axis));
  const kernel = axes.map((axis) => axis.kernel);
  const kernelStrides = stridesOf(kernel);
  const outStrides = stridesOf(outSpatial);
  const inStrides = stridesOf(inSpatial);
  const along = (axis: number, cell: number, position: number): number => {
    const { stride, dilation, kernel: size } = axes[axis] as WindowAxis;
    const [begin, end] = pads[axis] as readonly [number, number];
    const k = Math.floor(cell / (kernelStrides[axis] as number)) % size;
    const o = Math.floor(position / (outStrides[axis] as number)) % (outSpatial[axis] as number);
    const i = o * stride + k * dilation - begin;
    const length = inSpatial[axis] as number;
    return i < length ? Math.max(i, PADDING) : i < length + end ? PADDING : OUTSIDE;
  };
  return Array.from({ length: sizeOf(kernel) }, (_, cell) => {
    const tap = new Int32Array(sizeOf(outSpatial));
    for (let position = 0; position < tap.length; position++) {
      let index = 0;
      for (let axis = 0; axis < axes.length; axis++) {
        const i = along(axis, cell, position);
        if (i < 0 || index < 0) index = Math.min(i, index);
        else index += i * (inStrides[axis] as number);
      }
      tap[position] = index;
    }
    return tap;
  });
}
