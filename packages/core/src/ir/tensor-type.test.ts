// Types: text, counts, axes.

import { describe, expect, it } from 'vitest';
import { mulDims, symbolicDim } from './dim.js';
import {
  byteCount,
  elementCount,
  formatShape,
  formatType,
  isStatic,
  normalizeAxis,
  sameShape,
  staticShape,
  tensorType,
} from './tensor-type.js';

const N = symbolicDim('N');

describe('a tensor type', () => {
  it('reads as dtype and shape', () => {
    expect(formatType(tensorType('float32', [N, 3, mulDims(N, 2), 224]))).toBe('float32[N,3,2*N,224]');
    expect(formatShape([])).toBe('[]');
  });

  it('counts elements and bytes, also of symbolic shapes', () => {
    expect(elementCount([2, 3, 4])).toBe(24);
    expect(elementCount([])).toBe(1);
    expect(String(elementCount([N, 3, 5]))).toBe('15*N');
    expect(byteCount(tensorType('float64', [3]))).toBe(24);
    expect(String(byteCount(tensorType('float16', [N, 3])))).toBe('6*N');
  });

  it('compares shapes by value', () => {
    expect(sameShape([N, 2], [symbolicDim('N'), 2])).toBe(true);
    expect(sameShape([N, 2], [symbolicDim('M'), 2])).toBe(false);
    expect(sameShape([2], [2, 1])).toBe(false);
  });

  it('is static without symbolic sizes', () => {
    expect(isStatic([1, 0])).toBe(true);
    expect(isStatic([1, N])).toBe(false);
    expect(staticShape([1, 2])).toEqual([1, 2]);
    expect(() => staticShape([N, 2], 'the kernel')).toThrow(
      expect.objectContaining({ code: 'SHAPE', message: expect.stringContaining('the kernel') }),
    );
  });
});

describe('normalizeAxis', () => {
  it('counts negative axes from the end', () => {
    expect([-4, -1, 0, 3].map((axis) => normalizeAxis(axis, 4))).toEqual([0, 3, 0, 3]);
  });

  it.each([[4], [-5], [0.5], [Number.NaN]])('refuses %d for rank 4', (axis) => {
    expect(() => normalizeAxis(axis, 4)).toThrow(expect.objectContaining({ code: 'SHAPE' }));
  });
});
