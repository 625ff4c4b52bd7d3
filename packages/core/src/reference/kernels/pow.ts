// Reference kernel of Pow, with IEEE 754's pow where JavaScript's differs.

import { isFloat } from '../../ir/dtype.js';
import { input, type Kernel } from '../kernel.js';
import { elementwise } from './elementwise.js';

export const powKernel: Kernel = (context) =>
  elementwise(isFloat(input(context, 0).dtype) ? power : (x, y) => Math.trunc(power(x, y)))(context);

/** One to any power is one, and so is -1 to an infinite one; JavaScript has NaN there. */
function power(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) ? 1 : x ** y;
}
