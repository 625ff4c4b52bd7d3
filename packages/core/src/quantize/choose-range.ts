// Calibration methods: from a histogram to the range that is worth storing.

import { OptionError } from '../errors.js';
import type { Histogram } from './histogram.js';
import type { Range } from './quant-params.js';

/**
 * - `minmax`: everything seen.
 * - `percentile`: `percentile` % of the values; the tails on both sides are cut alike.
 * - `mse`: the range with the least expected squared error of rounding and cutting.
 * - `entropy`: the range whose 256 levels keep the distribution best (least Kullback-Leibler divergence, as
 *   in Migacz, 8-bit inference with TensorRT, GTC 2017).
 */
export type CalibrationMethod = 'minmax' | 'percentile' | 'mse' | 'entropy';

export interface RangeOptions {
  /** Default `mse`. */
  readonly method?: CalibrationMethod;
  /** For `percentile`; default 99.99. */
  readonly percentile?: number;
}

/** Shares of the observed range that are tried. */
const STEPS = 64;
const LEVELS = 256;

/** @throws OptionError for a percentile outside (50, 100] */
export function chooseRange(histogram: Histogram, options: RangeOptions = {}): Range {
  const { method = 'mse', percentile = 99.99 } = options;
  const { min, max } = histogram;
  if (!(percentile > 50 && percentile <= 100)) {
    throw new OptionError(`a percentile is above 50 and at most 100, found ${percentile}`);
  }
  if (min === max || method === 'minmax') return { min, max };
  if (method === 'percentile') return percentileRange(histogram, percentile / 100);
  const loss = method === 'mse' ? squaredError : divergence;
  return leastLoss({ min, max }, (range) => loss(histogram, range));
}

function percentileRange(histogram: Histogram, share: number): Range {
  const { start, width, counts } = histogram.bins();
  const tail = ((1 - share) / 2) * histogram.total;
  const low = start + binsInTail(counts, tail) * width;
  const high = start + (counts.length - binsInTail(counts.slice().reverse(), tail)) * width;
  return { min: Math.min(0, Math.max(histogram.min, low)), max: Math.max(0, Math.min(histogram.max, high)) };
}

/** How many bins at the beginning hold no more than `tail` values together. */
function binsInTail(counts: Float64Array, tail: number): number {
  let passed = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    passed += counts[bin] as number;
    if (passed > tail) return bin;
  }
  return 0;
}

/** First the upper end, then the lower, each from the whole range inwards; ties keep the wider range. */
function leastLoss(whole: Range, loss: (range: Range) => number): Range {
  let best: Range = whole;
  let least = loss(whole);
  const attempt = (range: Range): void => {
    const value = loss(range);
    if (value >= least) return;
    least = value;
    best = range;
  };
  for (let step = STEPS - 1; step > STEPS / 8; step--)
    attempt({ min: best.min, max: (whole.max * step) / STEPS });
  if (whole.min < 0) {
    const { max } = best;
    for (let step = STEPS - 1; step > STEPS / 8; step--) attempt({ min: (whole.min * step) / STEPS, max });
  }
  return best;
}

/** Rounding is uniform within a step inside the range; outside, the distance to its end. */
function squaredError(histogram: Histogram, { min, max }: Range): number {
  const { start, width, counts } = histogram.bins();
  const rounding = ((max - min) / (LEVELS - 1)) ** 2 / 12;
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const lower = start + bin * width;
    // Zeros are stored exactly, and their bin is [0, width).
    if (lower === 0) continue;
    const centre = lower + width / 2;
    const outside = Math.max(0, centre - max, min - centre);
    sum += (counts[bin] as number) * (rounding + outside ** 2);
  }
  return sum;
}

function divergence(histogram: Histogram, { min, max }: Range): number {
  const { start, width, counts } = histogram.bins();
  // Zeros are stored exactly: the spike a ReLU leaves says nothing about the levels.
  const zero = Math.round(-start / width);
  if (zero < counts.length) counts[zero] = 0;
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const first = Math.max(0, Math.floor((min - start) / width));
  const last = Math.min(counts.length - 1, Math.ceil((max - start) / width) - 1);
  const inside = counts.slice(first, last + 1);
  const cut = inside.slice();
  for (let bin = 0; bin < first; bin++) cut[0] = (cut[0] as number) + (counts[bin] as number);
  for (let bin = last + 1; bin < counts.length; bin++)
    cut[cut.length - 1] = (cut[cut.length - 1] as number) + (counts[bin] as number);
  return kullbackLeibler(cut, throughLevels(inside), total);
}

/** Bins that share one of the levels share their counts, but for empty bins. */
function throughLevels(counts: Float64Array): Float64Array {
  const perLevel = Math.max(1, counts.length / LEVELS);
  const spread = new Float64Array(counts.length);
  for (let from = 0, level = 1; from < counts.length; level++) {
    const to = Math.min(counts.length, Math.max(from + 1, Math.round(level * perLevel)));
    const bins = counts.subarray(from, to);
    const filled = bins.reduce((n, count) => n + (count > 0 ? 1 : 0), 0);
    const share = filled === 0 ? 0 : bins.reduce((sum, count) => sum + count, 0) / filled;
    for (let bin = from; bin < to; bin++) if ((counts[bin] as number) > 0) spread[bin] = share;
    from = to;
  }
  return spread;
}

/** Sum p log(p / q); where q is empty and p is not, q counts as a millionth. */
function kullbackLeibler(p: Float64Array, q: Float64Array, total: number): number {
  const mass = q.reduce((sum, count) => sum + count, 0) || 1;
  let sum = 0;
  for (let i = 0; i < p.length; i++) {
    const share = (p[i] as number) / total;
    if (share > 0) sum += share * Math.log(share / Math.max((q[i] as number) / mass, 1e-6));
  }
  return sum;
}
