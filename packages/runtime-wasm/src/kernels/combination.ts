// Sums and differences of vectors.

import type { Code } from '../emit/code.js';
import { vAdd, vSub } from '../emit/simd.js';

/** Which vectors are added, subtracted, or left out; one at least is added. */
export type Signs = readonly (-1 | 0 | 1)[];

/** The sum, as an expression; vectors that are left out are not asked for. */
export function combination(signs: Signs, vector: (index: number) => Code): Code {
  const terms = signs
    .map((sign, index) => ({ sign, index }))
    .filter(({ sign }) => sign !== 0)
    .sort((a, b) => b.sign - a.sign);
  const [first, ...rest] = terms.map(({ sign, index }) => ({ sign, value: vector(index) }));
  if (first?.sign !== 1) throw new Error('a sum of nothing but differences');
  return rest.reduce(
    (sum, { sign, value }) => (sign === 1 ? vAdd(sum, value) : vSub(sum, value)),
    first.value,
  );
}
