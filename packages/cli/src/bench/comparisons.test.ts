import { describe, expect, it } from 'vitest';
import { benchResult } from '../testing/bench-results.js';
import { compareAll } from './comparisons.js';

const pairsOf = (...results: Parameters<typeof benchResult>[0][]) =>
  compareAll(results.map(benchResult)).map(({ a, b }) => `${a.variant.label} / ${b.variant.label}`);

describe('compareAll', () => {
  it('takes ratios round by round: a drift of the machine falls out', () => {
    const drift = [1, 1, 2, 3, 5, 8, 4, 2, 1];
    const [comparison, ...more] = compareAll([
      benchResult({ label: 'one', wall: drift.map((d) => 10 * d) }),
      benchResult({ label: 'two', threads: 2, wall: drift.map((d) => 6 * d) }),
    ]);
    expect(more).toEqual([]);
    expect(comparison).toMatchObject({ rounds: 9, basis: 'wall', value: 0.6, low: 0.6, high: 0.6 });
    expect(comparison?.a.variant.label).toBe('two');
  });

  it('compares an image with an image', () => {
    const [comparison] = compareAll([
      benchResult({ wall: new Array(9).fill(10) }),
      benchResult({ batch: 4, wall: new Array(9).fill(30) }),
    ]);
    expect(comparison?.value).toBe(0.75);
  });

  it('uses processor time where one thread was disturbed, never for several threads', () => {
    const noisy = { wall: new Array(9).fill(30), cpu: new Array(9).fill(10), basis: 'cpu' as const };
    const file = { model: 'file', reference: true, wall: new Array(9).fill(20) };
    expect(compareAll([benchResult(noisy), benchResult(file)])[0]).toMatchObject({
      basis: 'cpu',
      value: 0.5,
    });
    const twoThreads = { ...noisy, threads: 2, wall: new Array(9).fill(30) };
    expect(compareAll([benchResult(noisy), benchResult(twoThreads)])[0]).toMatchObject({
      basis: 'wall',
      value: 1,
    });
  });

  it('pairs what differs in one setting, and models with the files to compare with', () => {
    const wall = [1];
    expect(
      pairsOf(
        { label: 't1 b1', wall },
        { label: 't2 b1', threads: 2, wall },
        { label: 't1 b4', batch: 4, wall },
        { label: 't2 b4', threads: 2, batch: 4, wall },
      ),
    ).toEqual(['t2 b1 / t1 b1', 't1 b4 / t1 b1', 't2 b4 / t2 b1', 't2 b4 / t1 b4']);
    expect(
      pairsOf(
        { model: 'net', wall },
        { model: 'other', wall },
        { model: 'other', label: 'elsewhere', group: 1, wall },
        { model: 'file', reference: true, wall },
        { model: 'file', label: 'file t2', threads: 2, reference: true, wall },
      ),
    ).toEqual(['net / file', 'other / file', 'file t2 / file']);
  });

  it('compares models that somebody has chosen with the first of them, setting by setting', () => {
    const wall = [1];
    const results = [
      { model: 'first', wall },
      { model: 'first', label: 'first t2', threads: 2, wall },
      { model: 'other', wall },
      { model: 'other', label: 'other t2', threads: 2, wall },
      { model: 'third', size: 96, wall },
    ].map(benchResult);
    const pairs = (chosen: boolean, ...more: typeof results) =>
      compareAll([...results, ...more], chosen).map(({ a, b }) => `${a.variant.label} / ${b.variant.label}`);
    const siblings = ['first t2 / first', 'other t2 / other'];
    expect(pairs(false)).toEqual(siblings);
    expect(pairs(true)).toEqual([
      'first t2 / first',
      'other / first',
      'other t2 / first t2',
      'other t2 / other',
    ]);
    const file = benchResult({ model: 'file', reference: true, wall });
    expect(pairs(true, file).filter((pair) => !pair.endsWith('/ file'))).toEqual(siblings);
  });

  it('lets a file of a fixed size meet models of another only where none has its own', () => {
    const wall = [1];
    const file = { model: 'file', batch: 2, reference: true, wall };
    expect(pairsOf({ label: 'b1', wall }, { label: 'b2', batch: 2, wall }, file)).toEqual([
      'b2 / b1',
      'b2 / file',
    ]);
    expect(pairsOf({ label: 'b1', wall }, file)).toEqual(['b1 / file']);
  });
});
