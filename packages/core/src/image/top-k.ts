// The classes a classifier thinks most likely.

import { OptionError } from '../errors.js';

/** A class and its score. */
export interface Ranked {
  readonly index: number;
  readonly value: number;
}

/**
 * The `k` highest values, highest first, the lower index first among equals; all of them where there are fewer.
 * NaN ranks last.
 * @throws OptionError unless k is a positive integer.
 */
export function topK(values: ArrayLike<number>, k: number): Ranked[] {
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new OptionError(`k is ${k}, expected a positive integer`, { path: 'k' });
  }
  const rank = (value: number) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value);
  const ranked = Array.from(values, (value, index): Ranked => ({ index, value }));
  return ranked.sort((a, b) => rank(b.value) - rank(a.value) || a.index - b.index).slice(0, k);
}

/** Probabilities of logits: `exp(x - max)`, summed in double precision, so that no logit overflows. */
export function softmax(logits: ArrayLike<number>): Float32Array {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) max = Math.max(max, logits[i] as number);
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - max));
  let sum = 0;
  for (const power of powers) sum += power;
  return Float32Array.from(powers, (power) => power / sum);
}
