// Ranges of an axis as Slice takes them: clamped starts and ends, negative ones counted from the end.

import { ceilDivDim, type Dim, subDims } from '../../ir/dim.js';

/** Nothing is this large: "to the end" in exported files, which write the largest int32 or int64. */
const FAR = 2 ** 31 - 1;

/** One axis's cut as written. */
export interface Range {
  readonly start: number;
  readonly end: number;
  /** Not 0; negative walks backwards. */
  readonly step: number;
}

/** First index and number of elements of a range on an axis of this size. */
export function resolveRange(size: number, { start, end, step }: Range): { first: number; count: number } {
  if (size === 0) return { first: 0, count: 0 };
  const fromEnd = (index: number): number => (index < 0 ? index + size : index);
  const clamp = (index: number, low: number, high: number): number => Math.max(low, Math.min(high, index));
  const first = step > 0 ? clamp(fromEnd(start), 0, size) : clamp(fromEnd(start), 0, size - 1);
  const stop = step > 0 ? clamp(fromEnd(end), 0, size) : clamp(fromEnd(end), -1, size - 1);
  return { first, count: Math.max(0, Math.ceil((stop - first) / step)) };
}

/**
 * Number of elements of a range, undefined where it depends on how a symbolic size compares with the
 * range. A range is taken to lie inside the axis: all but the first two of N is N-2.
 */
export function rangeSize(size: Dim, range: Range): Dim | undefined {
  if (typeof size === 'number') return resolveRange(size, range).count;
  const { start, end, step } = range;
  if (step < 0) {
    const whole = (start >= FAR || start === -1) && end <= -FAR;
    return whole ? ceilDivDim(size, -step) : undefined;
  }
  // Sizes are at least one, which settles cuts of one element.
  if ((start === 0 && end === 1) || (start === -1 && end >= FAR)) return 1;
  if (start < 0 && start > -FAR) return undefined;
  const first = Math.max(start, 0);
  if (end >= FAR) return ceilDivDim(subDims(size, first), step);
  return end < 0 ? ceilDivDim(subDims(size, first - end), step) : undefined;
}
