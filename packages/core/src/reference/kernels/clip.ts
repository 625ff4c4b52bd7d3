// Reference kernel of Clip: a limit left out does not limit.

import { input, type Kernel } from '../kernel.js';

export const clipKernel: Kernel = (context) => {
  const min = context.inputs[1]?.data[0] ?? Number.NEGATIVE_INFINITY;
  const max = context.inputs[2]?.data[0] ?? Number.POSITIVE_INFINITY;
  return [input(context, 0).data.map((x) => Math.min(Math.max(x, min), max))];
};
