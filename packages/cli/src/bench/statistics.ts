// Statistics that outliers do not move: quantiles, and how well a median is known.

/** What the times of many runs come to. */
export interface Summary {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly mean: number;
  readonly min: number;
  readonly n: number;
}

/** A value with the interval it lies in. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The q-quantile (0 to 1), linear between neighbours; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Also of more values than a call takes arguments. */
export function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

export function summarizeTimes(times: readonly number[]): Summary {
  return {
    p50: median(times),
    p90: quantile(times, 0.9),
    p99: quantile(times, 0.99),
    mean: times.reduce((sum, time) => sum + time, 0) / times.length,
    min: smallest(times),
    n: times.length,
  };
}

/** Quartile distance over median: 0.1 says that half of the values lie within about 5 % of the middle. */
export function spread(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / median(values);
}

const OUTSIDE_EACH_END = 0.025;

/**
 * The median with its 95 % interval by order statistics: whatever the values are distributed like, the true median
 * lies between the k-th smallest and the k-th largest with a probability the binomial distribution gives. Fewer than
 * six values cannot promise 95 %; their interval is their range.
 */
export function medianInterval(values: readonly number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  const k = Math.max(1, rankFromTheEnd(sorted.length));
  return {
    value: median(sorted),
    low: sorted[k - 1] ?? Number.NaN,
    high: sorted[sorted.length - k] ?? Number.NaN,
  };
}

/** The largest k for which fewer than k of n coins show heads with a probability of at most 2.5 %. */
function rankFromTheEnd(n: number): number {
  let probability = 0.5 ** n;
  let sum = 0;
  for (let k = 0; ; k++) {
    sum += probability;
    if (sum > OUTSIDE_EACH_END || k > n) return k;
    probability *= (n - k) / (k + 1);
  }
}
