// Sizes and scales of Resize, shared by shape inference and the kernel.

import { type Dim, floorDivDim, mulDims } from '../../ir/dim.js';
import { normalizeAxes } from './axes.js';

/** The axes that are resized, counted from the front. */
export function resizeAxes(rank: number, axes: readonly number[] | undefined): readonly number[] {
  return axes === undefined ? Array.from({ length: rank }, (_, axis) => axis) : normalizeAxes(axes, rank);
}

/** floor(size * scale), in float32 as runtimes compute it; undefined where a symbolic size has no closed form. */
export function scaledDim(size: Dim, scale: number): Dim | undefined {
  if (typeof size === 'number') return Math.floor(Math.fround(size * scale));
  const denominator = [1, 2, 4, 8, 16, 32, 64].find((power) => Number.isInteger(scale * power));
  return denominator && floorDivDim(mulDims(size, scale * denominator), denominator);
}

/** The one scale that keeps the aspect ratio. */
export function aspectScale(
  dims: readonly number[],
  sizes: readonly number[],
  policy: 'not_larger' | 'not_smaller',
): number {
  const scales = dims.map((dim, i) => (sizes[i] as number) / dim);
  return policy === 'not_larger' ? Math.min(...scales) : Math.max(...scales);
}
