// Reference kernel of Expand: a stride of 0 along the axes that are repeated.

import { input, type Kernel, stridesOf } from '../kernel.js';
import { stridedCopy } from './strided.js';

export const expandKernel: Kernel = (context) => {
  const x = input(context, 0);
  const shape = context.outputs[0]?.shape ?? [];
  const own = stridesOf(x.shape);
  const offset = shape.length - x.shape.length;
  const strides = shape.map((_, axis) => (x.shape[axis - offset] === 1 ? 0 : (own[axis - offset] ?? 0)));
  return [stridedCopy(x.data, shape, strides)];
};
