import { describe, expect, it } from 'vitest';
import { expectClose, maxRelativeError, numbersOf } from './index.js';

const tensor = (data: number[], shape = [data.length], dtype = 'float32') => ({ dtype, shape, data });

describe('expectClose', () => {
  it('measures against the largest expected value', () => {
    expectClose(tensor([100, 0.0009]), tensor([100, 0]), 1e-5);
    expect(() => expectClose(tensor([100, 0.0011]), tensor([100, 0]), 1e-5)).toThrow('[1]');
  });

  it('sees dtype, shape and length', () => {
    expect(() => expectClose(tensor([1]), tensor([1], [1, 1]), 1)).toThrow('expected float32[1,1]');
    expect(() => expectClose(tensor([1], [1], 'int32'), tensor([1]), 1)).toThrow('int32[1]');
    expect(() => expectClose(tensor([1, 2], [1]), tensor([1], [1]), 1)).toThrow('2 elements');
  });

  it('wants infinities and NaN in the same places', () => {
    expectClose(tensor([Number.NaN, -Infinity]), tensor([Number.NaN, -Infinity]), 0);
    expect(() => expectClose(tensor([Number.NaN, 1]), tensor([0, 1]), 1)).toThrow('NaN');
    expect(() => expectClose(tensor([Infinity, 1]), tensor([1, 1]), 1)).toThrow('Infinity');
    expect(() => expectClose(tensor([1]), tensor([Infinity]), 1)).toThrow('expected Infinity');
  });
});

describe('maxRelativeError', () => {
  it('is the largest difference over the largest value, and NaN shows', () => {
    expect(maxRelativeError([1, 2.5], [1, -2])).toBe(2.25);
    expect(maxRelativeError([Number.NaN, 1, 5], [1, 1, 1])).toBeNaN();
  });
});

describe('numbersOf', () => {
  it('reads 16-bit floats and 64-bit integers', () => {
    const half = [0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00];
    expect(numbersOf(tensor(half, [5], 'float16'))).toEqual([1, -2, 2 ** -24, 65504, Infinity]);
    expect(numbersOf(tensor([0x3f80, 0xbfc0], [2], 'bfloat16'))).toEqual([1, -1.5]);
    expect(numbersOf({ dtype: 'int64', shape: [1], data: [-3n] })).toEqual([-3]);
  });
});
