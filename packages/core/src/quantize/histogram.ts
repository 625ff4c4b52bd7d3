// Streaming histogram of a tensor's values: the range doubles when a value falls outside, so one pass is enough.

import type { Range } from './quant-params.js';

const BINS = 4096;

/**
 * Counts over [-limit, limit) in equal bins. `limit` is a power of two, so that the result does not depend
 * on the order in which values come.
 */
export class Histogram implements Range {
  min = 0;
  max = 0;
  total = 0;
  #limit = 2 ** -20;
  #counts = new Float64Array(BINS);

  /** Counts the values. Those that are not finite are counted in `invalid` alone. */
  add(values: ArrayLike<number>): void {
    const [min, max] = finiteRange(values);
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
    while (Math.max(max, -min) >= this.#limit) this.#double();
    const counts = this.#counts;
    const perUnit = BINS / 2 / this.#limit;
    for (let i = 0; i < values.length; i++) {
      const bin = Math.floor((values[i] as number) * perUnit) + BINS / 2;
      if (bin >= 0 && bin < BINS) counts[bin] = (counts[bin] as number) + 1;
      else this.invalid++;
    }
    this.total += values.length;
  }

  /** Values that were NaN or infinite. */
  invalid = 0;

  get width(): number {
    return (2 * this.#limit) / BINS;
  }

  /** Bins from the lowest to the highest that is not empty: the lower edge of the first, and the counts. */
  bins(): { readonly start: number; readonly width: number; readonly counts: Float64Array } {
    const { width } = this;
    let first = this.#counts.findIndex((count) => count > 0);
    if (first < 0) first = BINS / 2;
    let last = BINS - 1;
    while (last > first && this.#counts[last] === 0) last--;
    return { start: first * width - this.#limit, width, counts: this.#counts.slice(first, last + 1) };
  }

  #double(): void {
    const old = this.#counts;
    const merged = new Float64Array(BINS);
    for (let i = 0; i < BINS; i++) {
      const bin = BINS / 4 + (i >> 1);
      merged[bin] = (merged[bin] as number) + (old[i] as number);
    }
    this.#counts = merged;
    this.#limit *= 2;
  }
}

function finiteRange(values: ArrayLike<number>): [min: number, max: number] {
  let [min, max] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min && value !== Number.NEGATIVE_INFINITY) min = value;
    else if (value > max && value !== Number.POSITIVE_INFINITY) max = value;
  }
  return [min, max];
}
