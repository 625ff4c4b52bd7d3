// Property tests with a fixed seed, so that a failure is the same failure everywhere.

import fc from 'fast-check';

/** Checks the property on 50 cases, or `numRuns`; fast-check shrinks a failing one. */
export async function forAll<T>(
  cases: fc.Arbitrary<T>,
  check: (value: T) => Promise<void>,
  numRuns = 50,
): Promise<void> {
  await fc.assert(fc.asyncProperty(cases, check), { seed: 20, numRuns });
}

/** A seed for `randomTensor`. */
export const seeds: fc.Arbitrary<number> = fc.nat(2 ** 31);

/** 1 to `max`, a size. */
export function sizes(max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 1, max });
}
