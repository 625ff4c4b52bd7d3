// Reference kernel of LeakyRelu.

import type { LeakyReluAttrs } from '../../ops/leakyRelu.js';
import type { Kernel } from '../kernel.js';
import { elementwise } from './elementwise.js';

export const leakyReluKernel: Kernel<LeakyReluAttrs> = (context) =>
  elementwise((x) => (x < 0 ? context.attrs.alpha * x : x))(context);
