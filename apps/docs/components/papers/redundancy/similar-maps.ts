// Which maps of a layer look alike.

import type { Tensor } from '@gossamer/core';

interface SimilarPair {
  readonly a: number;
  readonly b: number;
  /** -1 to 1. */
  readonly cosine: number;
}

export interface Similarity {
  /** The most similar pairs, each channel in one at most. */
  readonly pairs: readonly SimilarPair[];
  /** Median over the channels of the cosine with the most similar other one. */
  readonly median: number;
  /** Channels without any contrast, which are compared with nothing. */
  readonly flat: readonly number[];
}

/**
 * Cosine of the first `channels` maps of [1,C,H,W], each less its mean: as pictures, whatever their brightness.
 */
export function similarMaps(map: Tensor, channels: number, count: number): Similarity {
  const size = (map.shape[2] ?? 0) * (map.shape[3] ?? 0);
  const units = Array.from({ length: channels }, (_, channel) =>
    unit((map.data as Float32Array).subarray(channel * size, (channel + 1) * size)),
  );
  const all: SimilarPair[] = [];
  const best = new Array<number>(channels).fill(Number.NEGATIVE_INFINITY);
  for (let a = 0; a < channels; a++) {
    for (let b = a + 1; b < channels; b++) {
      const [left, right] = [units[a], units[b]];
      if (left === undefined || right === undefined) continue;
      const cosine = dot(left, right);
      all.push({ a, b, cosine });
      best[a] = Math.max(best[a] as number, cosine);
      best[b] = Math.max(best[b] as number, cosine);
    }
  }
  const known = best.filter(Number.isFinite).sort((p, q) => p - q);
  return {
    pairs: disjoint(
      all.sort((p, q) => q.cosine - p.cosine),
      count,
    ),
    median: known[Math.floor(known.length / 2)] ?? 0,
    flat: units.flatMap((one, channel) => (one === undefined ? [channel] : [])),
  };
}

function disjoint(pairs: readonly SimilarPair[], count: number): SimilarPair[] {
  const taken = new Set<number>();
  const found: SimilarPair[] = [];
  for (const pair of pairs) {
    if (found.length === count) break;
    if (taken.has(pair.a) || taken.has(pair.b)) continue;
    taken.add(pair.a).add(pair.b);
    found.push(pair);
  }
  return found;
}

/** Without its mean, of length 1; undefined for a map of one value. */
function unit(map: Float32Array): Float64Array | undefined {
  const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
  const centred = Float64Array.from(map, (value) => value - mean);
  const length = Math.sqrt(dot(centred, centred));
  return length > 1e-6 * map.length ** 0.5 ? centred.map((value) => value / length) : undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
