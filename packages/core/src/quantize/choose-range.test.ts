// Histograms and the ranges chosen from them, against brute force over the values themselves.
import { describe, expect, it } from 'vitest';
import { seededInput } from '../weights/seeded.js';
import { chooseRange } from './choose-range.js';
import { Histogram } from './histogram.js';
import { type Range, uint8Params } from './quant-params.js';

/** Sums of uniform numbers: nearly normal, with `outliers` far out. */
function values(count: number, outliers: readonly number[] = []): Float32Array {
  const parts = Array.from({ length: 6 }, (_, i) => seededInput(`part${i}`, [count]).data as Float32Array);
  const sums = Float32Array.from({ length: count }, (_, i) =>
    parts.reduce((sum, part) => sum + (part[i] as number), 0),
  );
  sums.set(outliers, 0);
  return sums;
}

function histogramOf(...batches: readonly Float32Array[]): Histogram {
  const histogram = new Histogram();
  for (const batch of batches) histogram.add(batch);
  return histogram;
}

/** Mean squared error of storing the values in this range. */
function errorOf(data: Float32Array, range: Range): number {
  const { scale, zeroPoint } = uint8Params(range);
  let sum = 0;
  for (const value of data) {
    const integer = Math.min(255, Math.max(0, Math.round(value / scale) + zeroPoint));
    sum += ((integer - zeroPoint) * scale - value) ** 2;
  }
  return sum / data.length;
}

describe('Histogram', () => {
  it('does not depend on the order of the batches', () => {
    const [small, large] = [values(1000).map((value) => value / 100), values(1000)];
    expect(histogramOf(small, large).bins()).toEqual(histogramOf(large, small).bins());
  });

  it('keeps every value and the exact ends', () => {
    const data = values(1000, [-37.5, 1000]);
    const histogram = histogramOf(data);
    expect([histogram.min, histogram.max]).toEqual([-37.5, 1000]);
    expect(histogram.bins().counts.reduce((sum, count) => sum + count, 0)).toBe(1000);
  });

  it('counts what is not finite apart', () => {
    const histogram = histogramOf(Float32Array.of(1, Number.NaN, Infinity, -Infinity));
    expect([histogram.invalid, histogram.min, histogram.max]).toEqual([3, 0, 1]);
  });
});

describe('chooseRange', () => {
  const outlying = values(20_000, [60, -55]);

  it('minmax takes everything', () => {
    expect(chooseRange(histogramOf(outlying), { method: 'minmax' })).toEqual({ min: -55, max: 60 });
  });

  it('percentile cuts the tails where the sorted values say', () => {
    const histogram = histogramOf(outlying);
    const sorted = outlying.slice().sort();
    const { min, max } = chooseRange(histogram, { method: 'percentile', percentile: 99 });
    expect(Math.abs(min - (sorted[99] as number))).toBeLessThan(2 * histogram.width);
    expect(Math.abs(max - (sorted[19_899] as number))).toBeLessThan(2 * histogram.width);
  });

  it('mse is near the best of many ranges, by the values themselves', () => {
    const heavy = values(20_000).map((value) => value ** 5 / 1000);
    for (const data of [outlying, heavy]) {
      const whole = chooseRange(histogramOf(data), { method: 'minmax' });
      const chosen = errorOf(data, chooseRange(histogramOf(data)));
      let least = Number.POSITIVE_INFINITY;
      for (let low = 1; low <= 16; low++)
        for (let high = 1; high <= 16; high++)
          least = Math.min(
            least,
            errorOf(data, { min: (whole.min * low) / 16, max: (whole.max * high) / 16 }),
          );
      expect(chosen).toBeLessThan(1.05 * least);
      expect(chosen).toBeLessThan(errorOf(data, whole));
    }
  });

  it('entropy cuts outliers and keeps the bulk', () => {
    const { min, max } = chooseRange(histogramOf(outlying), { method: 'entropy' });
    const sorted = outlying.slice().sort();
    expect(max).toBeLessThan(30);
    expect(max).toBeGreaterThan(sorted[19_000] as number);
    expect(min).toBeLessThan(sorted[1000] as number);
  });

  it('a ReLU keeps its floor', () => {
    const data = values(10_000).map((value) => Math.max(0, value));
    for (const method of ['minmax', 'percentile', 'mse', 'entropy'] as const) {
      const range = chooseRange(histogramOf(data), { method });
      expect([method, range.min, uint8Params(range).zeroPoint]).toEqual([method, 0, 0]);
    }
  });

  it('refuses percentiles that mean nothing', () => {
    expect(() => chooseRange(histogramOf(outlying), { percentile: 12 })).toThrow('percentile');
  });
});

describe('uint8Params', () => {
  it('stores 0 exactly', () => {
    for (const [min, max] of [
      [-1, 3],
      [2, 5],
      [-7, -2],
      [-1e-30, 1e-30],
      [0, 0],
    ] as const) {
      const { scale, zeroPoint } = uint8Params({ min, max });
      expect([scale > 0, Number.isInteger(zeroPoint), zeroPoint >= 0 && zeroPoint <= 255]).toEqual([
        true,
        true,
        true,
      ]);
    }
    expect(uint8Params({ min: 2, max: 5.1 })).toEqual({ scale: Math.fround(0.02), zeroPoint: 0 });
  });
});
