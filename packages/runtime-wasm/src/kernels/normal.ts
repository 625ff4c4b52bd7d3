// The normal distribution on four floats: a rational function of the square, found by minimax.

import { type Code, type Local, type Operand, seq } from '../emit/code.js';
import { vConst, vDiv, vMul, vPMax, vPMin } from '../emit/simd.js';
import type { FunctionContext } from './kernel.js';

/** Beyond it the distribution differs from 0 or 1 by less than 1e-7. */
const LIMIT = 5.2;
/** Of x P(x^2) / Q(x^2), from the highest power down: least largest error over |x| <= LIMIT, 3e-9. */
const P = [2.47311364e-8, 6.40789076e-6, 1.56861637e-4, 4.60864547e-3, 3.25445583e-2, 0.398942261];
const Q = [1.2588689e-6, 7.04961254e-5, 1.81720285e-3, 2.79266921e-2, 0.248243452, 1];

/**
 * erf(x / sqrt(2)) / 2, how much of the standard normal distribution lies between 0 and x: an expression. Error below
 * 2e-7, all of it rounding.
 */
export function vNormal({ f, isa: { multiplyAdd } }: FunctionContext, value: Operand): Code {
  const [x, square, p, q] = f.vectors(4) as [Local, Local, Local, Local];
  const [[p0 = 0, ...ps], [q0 = 0, ...qs]] = [P, Q];
  return seq(
    x.set(vPMin(vPMax(value, vConst(-LIMIT)), vConst(LIMIT))),
    square.set(vMul(x, x)),
    p.set(vConst(p0)),
    q.set(vConst(q0)),
    ps.map((factor, i) =>
      seq(
        p.set(multiplyAdd(p, square, vConst(factor))),
        q.set(multiplyAdd(q, square, vConst(qs[i] as number))),
      ),
    ),
    vDiv(vMul(x, p), q),
  );
}
