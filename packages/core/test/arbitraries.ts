// What property tests of ops draw from: shapes that broadcast, tensors of reproducible numbers.

import fc from 'fast-check';
import type { DType } from '../src/ir/dtype.js';
import { fromNumbers, type Tensor } from '../src/ir/tensor-data.js';

/** Few runs with a fixed seed: the same cases everywhere, in a few seconds. */
export const params = { seed: 42, numRuns: 25 } as const;

/** Numbers in [-4, 4) that fill a tensor; the same for the same seed. */
export function tensorOf(shape: readonly number[], seed: number, dtype: DType = 'float32'): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  let state = seed >>> 0;
  const numbers = Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32) * 8 - 4;
  });
  return { dtype, shape, data: fromNumbers(dtype, numbers) };
}

/** Exactly these numbers. */
export function tensor(
  numbers: readonly number[],
  shape: readonly number[] = [numbers.length],
  dtype: DType = 'int64',
): Tensor {
  return { dtype, shape, data: fromNumbers(dtype, numbers) };
}

export const seeds: fc.Arbitrary<number> = fc.integer({ min: 0, max: 2 ** 31 });

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
