// e^x on four floats: range reduction to |r| <= ln(2)/2, the exponential series, and the exponent's bits.

import { call, type Operand, seq } from '../emit/code.js';
import { vAddInt, vConst, vConstInt, vMax, vMin, vMul, vNearest, vShiftLeft, vToInt } from '../emit/simd.js';
import type { Helper, KernelContext } from './kernel.js';

/** ln(2) in two parts, the first with so few bits that n times it is exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.LN2 - LN2_HIGH;
/** 1/n! from the highest power down; the rest of the series is below 1e-8 of the result. */
const SERIES = [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1];

/** Relative error below 2e-7; stops at about 1e-38 and 1e38 instead of 0 and infinity. */
const exponential: Helper = {
  key: 'exp',
  signature: { params: ['v128'], results: ['v128'] },
  write(f, { multiplyAdd }) {
    const [x] = f.params;
    if (x === undefined) return [];
    const [n, r, sum] = [f.vector(), f.vector(), f.vector()];
    const [first = 0, ...rest] = SERIES;
    return seq(
      x.set(vMin(vMax(x, vConst(-87)), vConst(88))),
      n.set(vNearest(vMul(x, vConst(Math.LOG2E)))),
      r.set(multiplyAdd(n, vConst(-LN2_HIGH), x)),
      r.set(multiplyAdd(n, vConst(-LN2_LOW), r)),
      sum.set(vConst(first)),
      rest.map((factor) => sum.set(multiplyAdd(sum, r, vConst(factor)))),
      vMul(sum, vShiftLeft(vAddInt(vToInt(n), vConstInt(127)), 23)),
    );
  },
};

export function vExp(c: Pick<KernelContext, 'helper'>, x: Operand) {
  return call(c.helper(exponential), x);
}
