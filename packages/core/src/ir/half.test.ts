// 16-bit floats against the values of the standard and the nearest of all patterns.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfToNumber, numberToHalf } from './half.js';

const params = { seed: 11, numRuns: 2000 };
const allBits = Array.from({ length: 0x10000 }, (_, bits) => bits);

/** Values published for IEEE 754 binary16. */
const float16: readonly (readonly [bits: number, value: number])[] = [
  [0x0000, 0],
  [0x8000, -0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x3555, 0.333251953125],
  [0x4248, 3.140625],
  [0x7bff, 65504],
  [0x0400, 2 ** -14],
  [0x03ff, 2 ** -14 - 2 ** -24],
  [0x0001, 2 ** -24],
  [0x3c01, 1 + 2 ** -10],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
];

/** bfloat16 is the upper half of a float32. */
function upperHalf(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0] as number;
}

describe('float16', () => {
  it('has the values of the standard', () => {
    for (const [bits, value] of float16) {
      expect(halfToNumber(bits, 'float16')).toBe(value);
      expect(numberToHalf(value, 'float16')).toBe(bits);
    }
    expect(halfToNumber(0x7e00, 'float16')).toBeNaN();
    expect(halfToNumber(numberToHalf(Number.NaN, 'float16'), 'float16')).toBeNaN();
  });

  it('rounds ties to even and the rest to the nearest', () => {
    expect(numberToHalf(1 + 2 ** -11, 'float16')).toBe(0x3c00);
    expect(numberToHalf(1 + 3 * 2 ** -11, 'float16')).toBe(0x3c02);
    expect(numberToHalf(1 + 2 ** -11 + 2 ** -40, 'float16')).toBe(0x3c01);
    expect(numberToHalf(65519.99, 'float16')).toBe(0x7bff);
    expect(numberToHalf(65520, 'float16')).toBe(0x7c00);
    expect(numberToHalf(2 ** -25, 'float16')).toBe(0);
    expect(numberToHalf(1.5 * 2 ** -25, 'float16')).toBe(1);
    expect(numberToHalf(2 ** -14 - 2 ** -26, 'float16')).toBe(0x0400);
  });
});

describe('bfloat16', () => {
  it('is the upper half of a float32', () => {
    expect(allBits.filter((bits) => !Object.is(halfToNumber(bits, 'bfloat16'), upperHalf(bits)))).toEqual([]);
  });

  it('rounds once: a float64 just above a tie goes up', () => {
    expect(numberToHalf(1 + 2 ** -8, 'bfloat16')).toBe(0x3f80);
    expect(numberToHalf(1 + 2 ** -8 + 2 ** -40, 'bfloat16')).toBe(0x3f81);
    expect(numberToHalf(3.4e38, 'bfloat16')).toBe(0x7f80);
    expect(numberToHalf(Number.MIN_VALUE, 'bfloat16')).toBe(0);
    expect(numberToHalf(Number.MAX_VALUE, 'bfloat16')).toBe(0x7f80);
  });
});

describe.each(['float16', 'bfloat16'] as const)('%s', (dtype) => {
  const values = allBits.map((bits) => halfToNumber(bits, dtype));

  it('comes back from a number bit by bit', () => {
    const numbers = allBits.filter((bits) => !Number.isNaN(values[bits]));
    expect(numbers.filter((bits) => numberToHalf(values[bits] as number, dtype) !== bits)).toEqual([]);
  });

  it('takes the nearest of all its values', () => {
    const finite = values.filter((value) => Number.isFinite(value) && value >= 0);
    const largest = Math.max(...finite);
    fc.assert(
      fc.property(fc.double({ min: 0, max: largest, noNaN: true }), fc.boolean(), (size, negative) => {
        const value = negative ? -size : size;
        const found = halfToNumber(numberToHalf(value, dtype), dtype);
        // The patterns of positive numbers are in order of size.
        const above = finite.findIndex((candidate) => candidate >= size);
        const neighbours = [finite[Math.max(0, above - 1)] as number, finite[above] as number];
        const nearest = Math.min(...neighbours.map((candidate) => Math.abs(candidate - size)));
        expect(Math.abs(Math.abs(found) - size)).toBe(nearest);
        expect(Object.is(Math.sign(found), Math.sign(value)) || found === 0).toBe(true);
      }),
      params,
    );
  });
});
