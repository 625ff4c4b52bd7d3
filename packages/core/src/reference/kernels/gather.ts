// Reference kernel of Gather.

import { ShapeError } from '../../errors.js';
import { normalizeAxis } from '../../ir/tensor-type.js';
import type { GatherAttrs } from '../../ops/gather.js';
import { input, type Kernel, sizeOf } from '../kernel.js';

export const gatherKernel: Kernel<GatherAttrs> = (context) => {
  const x = input(context, 0);
  const indices = input(context, 1).data;
  const axis = normalizeAxis(context.attrs.axis, x.shape.length);
  const size = x.shape[axis] as number;
  const rows = sizeOf(x.shape.slice(0, axis));
  const inner = sizeOf(x.shape.slice(axis + 1));
  const y = new Float64Array(rows * indices.length * inner);
  for (let row = 0; row < rows; row++) {
    indices.forEach((index, i) => {
      if (index < -size || index >= size)
        throw new ShapeError(`index ${index} is outside an axis of ${size}`);
      const from = (row * size + (index < 0 ? index + size : index)) * inner;
      y.set(x.data.subarray(from, from + inner), (row * indices.length + i) * inner);
    });
  }
  return [y];
};
