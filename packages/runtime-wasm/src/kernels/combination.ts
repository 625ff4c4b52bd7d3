// Sums of vectors times constants, most of which are 1, -1 or 0.

import type { Code } from '../emit/code.js';
import { vAdd, vConst, vMul, vNeg, vSub } from '../emit/simd.js';
import type { KernelContext } from './kernel.js';

/** The sum of `vector(i)` times `factors[i]`, as an expression; those of factor 0 are not asked for. */
export function combination(
  { isa }: KernelContext,
  factors: readonly number[],
  vector: (index: number) => Code,
): Code {
  // A positive term first, so that nothing is negated where there is one.
  const terms = factors
    .map((factor, index) => ({ factor, index }))
    .filter(({ factor }) => factor !== 0)
    .sort((a, b) => Number(b.factor === 1) - Number(a.factor === 1));
  const [first, ...rest] = terms;
  if (first === undefined) return vConst(0);
  const start =
    first.factor === 1
      ? vector(first.index)
      : first.factor === -1
        ? vNeg(vector(first.index))
        : vMul(vector(first.index), vConst(first.factor));
  return rest.reduce((sum, { factor, index }) => {
    if (factor === 1) return vAdd(sum, vector(index));
    if (factor === -1) return vSub(sum, vector(index));
    return isa.multiplyAdd(vector(index), vConst(factor), sum);
  }, start);
}
