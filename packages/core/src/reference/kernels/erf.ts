// The error function in float64, and the kernels made of it.

import type { GeluAttrs } from '../../ops/gelu.js';
import type { Kernel } from '../kernel.js';
import { elementwise } from './elementwise.js';

export const erfKernel: Kernel = /* @__PURE__ */ elementwise(erf);

const GELU: Readonly<Record<GeluAttrs['approximate'], (x: number) => number>> = {
  none: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
  tanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};

export const geluKernel: Kernel<GeluAttrs> = (context) =>
  elementwise(GELU[context.attrs.approximate])(context);

/**
 * 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x, to about 1e-15.
 * Abramowitz and Stegun, equations 7.1.6 (series) and 7.1.14 (continued fraction).
 */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (Number.isNaN(x)) return x;
  const gauss = Math.exp(-size * size) / Math.sqrt(Math.PI);
  return Math.sign(x) * (size < 2.5 ? 2 * gauss * series(size) : 1 - gauss * fraction(size));
}

/** sum of 2^n x^(2n+1) / (1 3 ... (2n+1)). */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return sum;
}

/** 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))). */
function fraction(x: number): number {
  let value = x;
  for (let n = 60; n > 0; n--) value = x + n / 2 / value;
  return 1 / value;
}
