import { expect, it } from 'vitest';
import { RandomSource } from './random-source.js';

it('spreads its bits evenly', () => {
  const source = new RandomSource(0, 'bits');
  const ones = new Array<number>(32).fill(0);
  const draws = 65_536;
  for (let i = 0; i < draws; i++) {
    const bits = source.bits();
    for (let bit = 0; bit < 32; bit++) ones[bit]! += (bits >>> bit) & 1;
  }
  // Six standard deviations of a fair coin.
  for (const count of ones) expect(Math.abs(count / draws - 0.5)).toBeLessThan((6 * 0.5) / Math.sqrt(draws));
});

it('stays inside (0, 1)', () => {
  const source = new RandomSource(7, 'uniform');
  for (let i = 0; i < 100_000; i++) {
    const value = source.uniform();
    expect(value > 0 && value < 1).toBe(true);
  }
});
