// Reference kernel of Split.

import { normalizeAxis } from '../../ir/tensor-type.js';
import type { SplitAttrs } from '../../ops/split.js';
import { input, type Kernel, stridesOf } from '../kernel.js';
import { stridedCopy } from './strided.js';

export const splitKernel: Kernel<SplitAttrs> = (context) => {
  const x = input(context, 0);
  const axis = normalizeAxis(context.attrs.axis, x.shape.length);
  const strides = stridesOf(x.shape);
  let start = 0;
  return context.outputs.map(({ shape }) => {
    const piece = stridedCopy(x.data, shape, strides, start * (strides[axis] as number));
    start += shape[axis] as number;
    return piece;
  });
};
