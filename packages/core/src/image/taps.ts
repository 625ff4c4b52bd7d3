// Which source samples make an output sample, and with what weights.

import { FILTERS, type Filter, type PilInterpolation } from './filters.js';
import type { Resampling } from './resampling.js';

/** Weights are integers with this many bits below one: 8 bits of sample and 2 of overshoot make 32. */
export const WEIGHT_BITS = 22;

const ONE = 1 << WEIGHT_BITS;

/** The taps of a run of output samples along one axis. */
export interface Taps {
  /** First source sample of each output. */
  readonly starts: Int32Array;
  /** Number of source samples of each output. */
  readonly counts: Int32Array;
  /** The weights of output i begin at `i * stride`. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/** Outputs `from` to `to` (exclusive) of an axis on which `inSize` samples become `outSize`. */
interface Axis {
  readonly inSize: number;
  readonly outSize: number;
  readonly from: number;
  readonly to: number;
}

/** The taps of both passes of a resize. */
export interface PilTaps {
  readonly x: Taps;
  /** Starts count from row `from` of the source. */
  readonly y: Taps;
  /** Source rows the region needs, `to` excluded. */
  readonly from: number;
  readonly to: number;
}

export function pilTaps({ source, scaled, region, interpolation }: Resampling<PilInterpolation>): PilTaps {
  const { left, top, width, height } = region;
  const x = { inSize: source.width, outSize: scaled.width, from: left, to: left + width };
  const y = { inSize: source.height, outSize: scaled.height, from: top, to: top + height };
  const rows = tapsOf(y, interpolation);
  const from = rows.starts[0] as number;
  const to = (rows.starts.at(-1) as number) + (rows.counts.at(-1) as number);
  const starts = rows.starts.map((start) => start - from);
  return { x: tapsOf(x, interpolation), y: { ...rows, starts }, from, to };
}

/** The taps of an axis; one that keeps its size is copied, whatever the kernel, as PIL does. */
function tapsOf(axis: Axis, interpolation: PilInterpolation): Taps {
  if (axis.inSize === axis.outSize || interpolation === 'nearest') return nearestTaps(axis);
  return kernelTaps(axis, FILTERS[interpolation]);
}

/**
 * Sample centres lie at half-integers; where the axis shrinks, the kernel is stretched by the scale; weights cut
 * off at the edges are scaled up to a sum of one. Rounding is PIL's, so that results agree with it bit by bit.
 */
function kernelTaps({ inSize, outSize, from, to }: Axis, filter: Filter): Taps {
  const scale = inSize / outSize;
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  const stride = Math.min(Math.ceil(support) * 2 + 1, inSize);
  const taps = emptyTaps(to - from, stride);
  const exact = new Float64Array(stride);
  for (let i = 0; i < to - from; i++) {
    const centre = (from + i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(inSize, Math.trunc(centre + support + 0.5)) - start;
    let sum = 0;
    for (let j = 0; j < count; j++) {
      const weight = filter.weight((start + j - centre + 0.5) * (1 / stretch));
      exact[j] = weight;
      sum += weight;
    }
    for (let j = 0; j < count; j++) taps.weights[i * stride + j] = fixedPoint((exact[j] as number) / sum);
    taps.starts[i] = start;
    taps.counts[i] = count;
  }
  return taps;
}

/** To the nearest integer, halves away from zero. */
function fixedPoint(weight: number): number {
  return Math.trunc(weight * ONE + (weight < 0 ? -0.5 : 0.5));
}

/** One sample each. PIL adds the step up instead of multiplying, and its sums' errors are part of the answer. */
function nearestTaps({ inSize, outSize, from, to }: Axis): Taps {
  const taps = emptyTaps(to - from, 1);
  taps.counts.fill(1);
  taps.weights.fill(ONE);
  const step = inSize / outSize;
  let position = step * 0.5;
  for (let i = 0; i < to; i++) {
    if (i >= from) taps.starts[i - from] = Math.min(Math.trunc(position), inSize - 1);
    position += step;
  }
  return taps;
}

function emptyTaps(outputs: number, stride: number): Taps {
  return {
    starts: new Int32Array(outputs),
    counts: new Int32Array(outputs),
    weights: new Int32Array(outputs * stride),
    stride,
  };
}
