// What property tests of operators draw from: shapes, shapes that broadcast, axes.

import fc from 'fast-check';
import type { DType } from '../ir/dtype.js';
import { fromNumbers, type Tensor } from '../ir/tensor-data.js';

/** Exactly these numbers. */
export function tensor(
  numbers: readonly number[],
  shape: readonly number[] = [numbers.length],
  dtype: DType = 'int64',
): Tensor {
  return { dtype, shape, data: fromNumbers(dtype, numbers) };
}

/** A shape of few small sizes. */
export function shapes(minRank: number, maxRank: number, minSize = 1): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: minSize, max: 5 }), { minLength: minRank, maxLength: maxRank });
}

/** `count` shapes that broadcast to one another: axes left out in front, sizes of one anywhere. */
export function broadcastShapes(count: number, maxRank = 4): fc.Arbitrary<number[][]> {
  return shapes(0, maxRank).chain((shape) => {
    const axes = fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length });
    const cut = fc.tuple(fc.integer({ min: 0, max: shape.length }), axes);
    const cutShape = cut.map(([drop, ones]) => shape.map((size, i) => (ones[i] ? 1 : size)).slice(drop));
    return fc.array(cutShape, { minLength: count, maxLength: count });
  });
}

/** An axis of a tensor of this rank, half the time counted from the end. */
export function axisOf(rank: number): fc.Arbitrary<number> {
  return fc.integer({ min: -rank, max: rank - 1 });
}
