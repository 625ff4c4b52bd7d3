// Products of all edges' sizes against their definition.
import { expect, it } from 'vitest';
import { seededInput } from '../weights/seeded.js';
import { matrixProduct } from './matrix-product.js';

it.each([
  [1, 1, 1],
  [2, 4, 3],
  [3, 5, 7],
  [5, 33, 2],
  [4, 70, 8],
])('multiplies [%i,k] by [k,%i], k %i', (rows, columns, inner) => {
  const [a, b] = [
    seededInput('a', [rows, inner]).data,
    seededInput('b', [inner, columns]).data,
  ] as Float32Array[];
  const expected = Array.from({ length: rows * columns }, (_, i) => {
    const [r, c] = [Math.floor(i / columns), i % columns];
    return Array.from(
      { length: inner },
      (__, k) => (a?.[r * inner + k] ?? 0) * (b?.[k * columns + c] ?? 0),
    ).reduce((x, y) => x + y);
  });
  const found = Array.from(matrixProduct(a as Float32Array, b as Float32Array, inner));
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] as number, 12);
  });
});
