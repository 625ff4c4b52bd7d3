import { describe, expect, it } from 'vitest';
import { median, medianInterval, quantile, spread, summarizeTimes } from './statistics.js';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('quantile', () => {
  // numpy.quantile([7, 1, 3, 10, 5], q)
  it.each([
    [0, 1],
    [0.1, 1.8],
    [0.25, 3],
    [0.5, 5],
    [0.9, 8.8],
    [0.99, 9.88],
    [1, 10],
  ])('%s as numpy has it', (q, expected) => {
    expect(quantile([7, 1, 3, 10, 5], q)).toBeCloseTo(expected, 12);
  });

  it('leaves the values as they are', () => {
    const values = [3, 1, 2];
    expect(median(values)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
    expect(median([1, 2])).toBe(1.5);
    expect(median([])).toBeNaN();
  });
});

describe('medianInterval', () => {
  // Ranks of the 95 % interval of a median, from tables of the sign test (Dixon and Massey).
  it.each([
    [6, 1],
    [8, 1],
    [9, 2],
    [11, 2],
    [12, 3],
    [15, 4],
    [20, 6],
    [25, 8],
    [30, 10],
    [50, 18],
    [100, 40],
  ])('of %i values lies between the %i. from each end', (n, rank) => {
    expect(medianInterval(upTo(n).reverse())).toEqual({ value: (n + 1) / 2, low: rank, high: n + 1 - rank });
  });

  it('of few values is their range', () => {
    expect(medianInterval([2, 9, 4])).toEqual({ value: 4, low: 2, high: 9 });
    expect(medianInterval([2])).toEqual({ value: 2, low: 2, high: 2 });
  });

  it('is not moved by an outlier', () => {
    expect(medianInterval([...upTo(10), 1e9])).toEqual(medianInterval(upTo(11)));
  });
});

describe('summarizeTimes', () => {
  it('has the fields of the contract', () => {
    const summary = summarizeTimes(upTo(101));
    expect(summary).toEqual({ p50: 51, p90: 91, p99: 100, mean: 51, min: 1, n: 101 });
  });

  it('takes more values than a call takes arguments', () => {
    expect(summarizeTimes(new Array<number>(300_000).fill(2))).toMatchObject({ min: 2, n: 300_000 });
  });
});

it('spread is the distance of the quartiles over the median', () => {
  expect(spread([8, 9, 10, 11, 12])).toBeCloseTo(0.2, 12);
});
