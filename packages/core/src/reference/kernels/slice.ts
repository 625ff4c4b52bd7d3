// Reference kernel of Slice.

import { resolveRange } from '../../ops/shared/range.js';
import { sliceRanges } from '../../ops/slice.js';
import { input, type Kernel, stridesOf } from '../kernel.js';
import { stridedCopy } from './strided.js';

export const sliceKernel: Kernel = (context) => {
  const x = input(context, 0);
  const [starts = [], ends = [], axes, steps] = [1, 2, 3, 4].map((index) => {
    const list = context.inputs[index]?.data;
    return list && Array.from(list);
  });
  const ranges = sliceRanges(x.shape.length, starts, ends, axes, steps);
  const strides = stridesOf(x.shape);
  let offset = 0;
  ranges.forEach((range, axis) => {
    if (range === undefined) return;
    const stride = strides[axis] as number;
    offset += resolveRange(x.shape[axis] as number, range).first * stride;
    strides[axis] = stride * range.step;
  });
  return [stridedCopy(x.data, context.outputs[0]?.shape ?? [], strides, offset)];
};
