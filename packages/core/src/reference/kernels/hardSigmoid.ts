// Reference kernel of HardSigmoid.

import type { HardSigmoidAttrs } from '../../ops/hardSigmoid.js';
import type { Kernel } from '../kernel.js';
import { elementwise } from './elementwise.js';

export const hardSigmoidKernel: Kernel<HardSigmoidAttrs> = (context) => {
  const { alpha, beta } = context.attrs;
  return elementwise((x) => Math.max(0, Math.min(1, alpha * x + beta)))(context);
};
