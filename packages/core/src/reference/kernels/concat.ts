// Reference kernel of Concat.

import { normalizeAxis } from '../../ir/tensor-type.js';
import type { ConcatAttrs } from '../../ops/concat.js';
import { type Kernel, type NumberTensor, sizeOf } from '../kernel.js';

export const concatKernel: Kernel<ConcatAttrs> = ({ inputs, attrs, outputs }) => {
  const shape = outputs[0]?.shape ?? [];
  const axis = normalizeAxis(attrs.axis, shape.length);
  const rows = sizeOf(shape.slice(0, axis));
  const rowSize = sizeOf(shape.slice(axis));
  const y = new Float64Array(sizeOf(shape));
  let offset = 0;
  for (const tensor of inputs as readonly NumberTensor[]) {
    const size = sizeOf(tensor.shape.slice(axis));
    for (let row = 0; row < rows; row++) {
      y.set(tensor.data.subarray(row * size, (row + 1) * size), row * rowSize + offset);
    }
    offset += size;
  }
  return [y];
};
