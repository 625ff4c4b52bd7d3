// Activations: what is applied to four channels before they are stored.

import { type Code, type Local, seq } from '../emit/code.js';
import {
  vAbs,
  vAdd,
  vAnd,
  vConst,
  vConstInt,
  vDiv,
  vLess,
  vMul,
  vNeg,
  vOr,
  vPMax,
  vPMin,
  vSelect,
  vSqrt,
  vSub,
} from '../emit/simd.js';
import { vExp } from './exp.js';
import type { KernelContext } from './kernel.js';

export interface Activation {
  /** Name and numbers; two of one key are the same code. */
  readonly key: string;
  /** A statement that replaces `x` by its activation. */
  apply(c: KernelContext, x: Local): Code;
}

export function clipped(min: number | undefined, max: number | undefined): Activation {
  return {
    key: `clip(${min ?? ''},${max ?? ''})`,
    apply: (_, x) =>
      seq(
        min === undefined ? [] : x.set(vPMax(x, vConst(min))),
        max === undefined ? [] : x.set(vPMin(x, vConst(max))),
      ),
  };
}

export function leaky(alpha: number): Activation {
  const larger = alpha >= 0 && alpha <= 1;
  return {
    key: `leaky(${alpha})`,
    apply: (_, x) => {
      const scaled = vMul(x, vConst(alpha));
      return x.set(larger ? vPMax(x, scaled) : vSelect(scaled, x, vLess(x, vConst(0))));
    },
  };
}

export function hardSigmoid(alpha: number, beta: number): Activation {
  return {
    key: `hardSigmoid(${alpha},${beta})`,
    apply: ({ isa }, x) => x.set(unit(isa.multiplyAdd(x, vConst(alpha), vConst(beta)))),
  };
}

/** x relu6(x + 3) / 6. */
export const hardSwish: Activation = {
  key: 'hardSwish',
  apply: ({ isa }, x) => x.set(vMul(x, unit(isa.multiplyAdd(x, vConst(1 / 6), vConst(0.5))))),
};

export const sigmoid: Activation = { key: 'sigmoid', apply: (c, x) => x.set(logistic(c, x)) };

/** x sigmoid(x). */
export const silu: Activation = { key: 'silu', apply: (c, x) => x.set(vMul(x, logistic(c, x))) };

export const tanh: Activation = { key: 'tanh', apply: (c, x) => x.set(hyperbolicTangent(c, x)) };

/** x (1 + erf(x / sqrt(2))) / 2. */
export const gelu: Activation = {
  key: 'gelu',
  apply: (c, x) => gate(c, x, (y) => y.set(errorFunction(c, vMul(x, vConst(Math.SQRT1_2)), y))),
};

/** x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2. */
export const geluTanh: Activation = {
  key: 'geluTanh',
  apply: (c, x) => {
    const slope = vConst(Math.sqrt(2 / Math.PI));
    const inner = vMul(vMul(x, slope), c.isa.multiplyAdd(vMul(x, x), vConst(0.044715), vConst(1)));
    return gate(c, x, (y) => seq(y.set(inner), y.set(hyperbolicTangent(c, y))));
  },
};

export const erf: Activation = {
  key: 'erf',
  apply: (c, x) => {
    const y = c.f.vector();
    return seq(y.set(errorFunction(c, x.get, y)), x.set(y));
  },
};

export const absolute: Activation = { key: 'abs', apply: (_, x) => x.set(vAbs(x)) };
export const negative: Activation = { key: 'neg', apply: (_, x) => x.set(vNeg(x)) };
export const squareRoot: Activation = { key: 'sqrt', apply: (_, x) => x.set(vSqrt(x)) };
/** x to the power of 1, 2, 3 or 4. */
export function raised(power: number): Activation {
  return {
    key: `raised(${power})`,
    apply(c, x) {
      const y = c.f.vector();
      const again = Array.from({ length: power - 1 }, () => x.set(vMul(x, y)));
      return seq(y.set(x), again);
    },
  };
}

export const exponential: Activation = { key: 'exp', apply: (c, x) => x.set(vExp(c, x)) };

function unit(x: Code): Code {
  return vPMin(vPMax(x, vConst(0)), vConst(1));
}

function logistic(c: KernelContext, x: Local): Code {
  return vDiv(vConst(1), vAdd(vConst(1), vExp(c, vNeg(x))));
}

function hyperbolicTangent(c: KernelContext, x: Local): Code {
  return vSub(vConst(1), vDiv(vConst(2), vAdd(vConst(1), vExp(c, vMul(x, vConst(2))))));
}

/** x (1 + y) / 2. */
function gate(c: KernelContext, x: Local, compute: (y: Local) => Code): Code {
  const y = c.f.vector();
  return seq(compute(y), x.set(vMul(vMul(x, vConst(0.5)), vAdd(y, vConst(1)))));
}

/** Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26; error below 1.5e-7. */
const ERF_P = 0.3275911;
const ERF = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];

/** erf of an expression, as an expression that uses `t`. */
function errorFunction(c: KernelContext, value: Code, t: Local): Code {
  const [x, sum] = [c.f.vector(), c.f.vector()];
  const [first = 0, ...rest] = ERF;
  return seq(
    x.set(value),
    t.set(vDiv(vConst(1), c.isa.multiplyAdd(vAbs(x), vConst(ERF_P), vConst(1)))),
    sum.set(vConst(first)),
    rest.map((factor) => sum.set(c.isa.multiplyAdd(sum, t, vConst(factor)))),
    sum.set(vMul(vMul(sum, t), vExp(c, vNeg(vMul(x, x))))),
    // 1 - sum, with the sign of x.
    vOr(vAnd(x, vConstInt(0x80000000 | 0)), vSub(vConst(1), sum)),
  );
}
