// Reference kernel of Div: integers are divided towards zero.

import { isFloat } from '../../ir/dtype.js';
import { input, type Kernel } from '../kernel.js';
import { elementwise } from './elementwise.js';

export const divKernel: Kernel = (context) =>
  elementwise(isFloat(input(context, 0).dtype) ? (a, b) => a / b : (a, b) => Math.trunc(a / b))(context);
