// e^x on four floats: range reduction to |r| <= ln(2)/2, the exponential series, and the exponent's bits.

import { type Code, type Local, type Operand, seq } from '../emit/code.js';
import { vAddInt, vConst, vConstInt, vMul, vPMax, vPMin, vShiftLeft, vSub } from '../emit/simd.js';
import type { FunctionContext } from './kernel.js';

/** ln(2) in two parts, the first with so few bits that n times it is exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.LN2 - LN2_HIGH;
/** 1/n! from the highest power down; the rest of the series is below 1e-8 of the result. */
const SERIES = [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1];
/** What is added to it has no room for a fraction: it is rounded, and an integer in the low bits. */
const ROUNDER = 1.5 * 2 ** 23;

/** An expression. Relative error below 2e-7; stops at about 1e-38 and 1e38 instead of 0 and infinity. */
export function vExp({ f, isa: { multiplyAdd } }: FunctionContext, value: Operand): Code {
  const [x, shifted, n, sum] = f.vectors(4) as [Local, Local, Local, Local];
  const [first = 0, ...rest] = SERIES;
  return seq(
    x.set(vPMin(vPMax(value, vConst(-87)), vConst(88))),
    shifted.set(multiplyAdd(x, vConst(Math.LOG2E), vConst(ROUNDER))),
    n.set(vSub(shifted, vConst(ROUNDER))),
    x.set(multiplyAdd(n, vConst(-LN2_HIGH), x)),
    x.set(multiplyAdd(n, vConst(-LN2_LOW), x)),
    sum.set(vConst(first)),
    rest.map((factor) => sum.set(multiplyAdd(sum, x, vConst(factor)))),
    vMul(sum, vAddInt(vShiftLeft(shifted, 23), vConstInt(127 << 23))),
  );
}
