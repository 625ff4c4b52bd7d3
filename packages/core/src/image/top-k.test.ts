import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { softmax, topK } from './index.js';

describe('topK', () => {
  it('ranks by value, then by index, NaN last', () => {
    const values = [1, 5, Number.NaN, 5, Number.POSITIVE_INFINITY, -2];
    expect(topK(values, 4).map((entry) => entry.index)).toEqual([4, 1, 3, 0]);
    expect(topK(values, 9).map((entry) => entry.index)).toEqual([4, 1, 3, 0, 5, 2]);
    expect(topK(Float32Array.of(2, 8), 1)).toEqual([{ index: 1, value: 8 }]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses k = %s', (k) => {
    expect(() => topK([1, 2], k)).toThrow(expect.objectContaining({ code: 'OPTION', path: 'k' }));
  });
});

describe('softmax', () => {
  it('equals PyTorch', () => {
    // torch.softmax(torch.tensor([1., 2., -3., 0.5]), 0)
    const expected = [0.23024877905845642, 0.6258810758590698, 0.004217153415083885, 0.13965295255184174];
    for (const [i, value] of softmax([1, 2, -3, 0.5]).entries())
      expect(value).toBeCloseTo(expected[i] as number, 7);
  });

  it('sums to one and keeps the order, however large the logits', () => {
    const logits = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(logits, (values) => {
        const probabilities = softmax(values);
        const sum = probabilities.reduce((total, value) => total + value, 0);
        expect(sum).toBeCloseTo(1, 5);
        const best = topK(values, 1)[0]?.index as number;
        expect(probabilities[best]).toBe(Math.max(...probabilities));
      }),
    );
  });
});
