// The matrices of minimal filtering against the sums they stand for, in whole numbers and so exactly.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inputsOf, MINIMAL_FILTERS } from './minimal-filter.js';

const times = (matrix: readonly (readonly number[])[], vector: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * (vector[i] ?? 0), 0));

it.each(MINIMAL_FILTERS)('$outputs outputs of stride $stride', (filter) => {
  const { outputs, stride, A, B, G, carrier } = filter;
  const vector = (length: number) =>
    fc.array(fc.integer({ min: -99, max: 99 }), { minLength: length, maxLength: length });
  fc.assert(
    fc.property(vector(inputsOf(filter)), vector(3), fc.integer(), (d, g, bias) => {
      const [left, right] = [times(B, d), times(G, g)];
      const products = left.map((factor, i) => factor * (right[i] ?? 0) + (i === carrier ? bias : 0));
      const expected = Array.from({ length: outputs }, (_, i) =>
        g.reduce((sum, tap, k) => sum + tap * (d[i * stride + k] ?? 0), bias),
      );
      expect(times(A, products)).toEqual(expected);
    }),
  );
});
