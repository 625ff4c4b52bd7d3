// Activations: what is applied to four channels before they are stored.

import { type Code, call, type Local, type Operand, seq } from '../emit/code.js';
import {
  vAbs,
  vAdd,
  vConst,
  vDiv,
  vLess,
  vMul,
  vNeg,
  vPMax,
  vPMin,
  vSelect,
  vSqrt,
  vSub,
} from '../emit/simd.js';
import { vExp } from './exp.js';
import type { FunctionContext, Helper, KernelContext } from './kernel.js';
import { vNormal } from './normal.js';

export interface Activation {
  /** Name and numbers; two of one key are the same code. */
  readonly key: string;
  /** Whether it is so long that tiles call it, for two vectors at a time, which share its constants. */
  readonly isLong?: boolean;
  /** A statement that replaces `x` by its activation. */
  apply(c: FunctionContext, x: Local): Code;
}

/** A statement that replaces all of `xs` by their activations. */
export function activated(c: KernelContext, activation: Activation, xs: readonly Local[]): Code {
  if (!activation.isLong) return seq(...xs.map((x) => activation.apply(c, x)));
  const index = c.helper(pairOf(activation));
  const pairs = xs.filter((_, i) => i % 2 === 0).map((x, i) => [x, xs[2 * i + 1] ?? x] as const);
  // The second result is on top of the stack.
  return seq(...pairs.map(([a, b]) => a.set(b.set(call(index, a, b)))));
}

/** The activation of two vectors. */
function pairOf(activation: Activation): Helper {
  return {
    key: `${activation.key} of two`,
    signature: { params: ['v128', 'v128'], results: ['v128', 'v128'] },
    write: (c) => seq(...c.f.params.map((x) => activation.apply(c, x)), ...c.f.params.map((x) => x.get)),
  };
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

export const sigmoid: Activation = { key: 'sigmoid', isLong: true, apply: (c, x) => x.set(logistic(c, x)) };

/** x sigmoid(x). */
export const silu: Activation = {
  key: 'silu',
  isLong: true,
  apply: (c, x) => x.set(vMul(x, logistic(c, x))),
};

export const tanh: Activation = {
  key: 'tanh',
  isLong: true,
  apply: (c, x) => x.set(hyperbolicTangent(c, x)),
};

/** x (1 + erf(x / sqrt(2))) / 2. */
export const gelu: Activation = {
  key: 'gelu',
  isLong: true,
  apply: (c, x) => x.set(vMul(x, vAdd(vNormal(c, x), vConst(0.5)))),
};

/** x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2. */
export const geluTanh: Activation = {
  key: 'geluTanh',
  isLong: true,
  apply: (c, x) => {
    const slope = vConst(Math.sqrt(2 / Math.PI));
    const inner = vMul(vMul(x, slope), c.isa.multiplyAdd(vMul(x, x), vConst(0.044715), vConst(1)));
    return x.set(vMul(vMul(x, vConst(0.5)), vAdd(hyperbolicTangent(c, inner), vConst(1))));
  },
};

export const erf: Activation = {
  key: 'erf',
  isLong: true,
  apply: (c, x) => x.set(vMul(vNormal(c, vMul(x, vConst(Math.SQRT2))), vConst(2))),
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

export const exponential: Activation = { key: 'exp', isLong: true, apply: (c, x) => x.set(vExp(c, x)) };

function unit(x: Code): Code {
  return vPMin(vPMax(x, vConst(0)), vConst(1));
}

function logistic(c: FunctionContext, x: Local): Code {
  return vDiv(vConst(1), vAdd(vConst(1), vExp(c, vNeg(x))));
}

function hyperbolicTangent(c: FunctionContext, x: Operand): Code {
  return vSub(vConst(1), vDiv(vConst(2), vAdd(vConst(1), vExp(c, vMul(x, vConst(2))))));
}
