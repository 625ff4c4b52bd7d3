// Gather: entries of one axis, picked by index.

import { ShapeError } from '../errors.js';
import type { OpDef } from '../ir/op.js';
import { formatType, normalizeAxis, type TensorType } from '../ir/tensor-type.js';

export interface GatherAttrs {
  axis: number;
}

/** Inputs data, indices (int32 or int64, negative from the end); `axis` gives way to the indices' shape. */
export const Gather: OpDef<GatherAttrs> = {
  name: 'Gather',
  since: 1,
  arity: [2, 2],
  attrs: { axis: { kind: 'int', default: 0 } },
  infer({ inputs, attrs, constant }) {
    const [data, indices] = inputs as [TensorType, TensorType];
    if (indices.dtype !== 'int32' && indices.dtype !== 'int64') {
      throw new ShapeError(`the indices are ${formatType(indices)}, expected int32 or int64`);
    }
    if (data.shape.length === 0) throw new ShapeError('a scalar has no axis to gather from');
    const axis = normalizeAxis(attrs.axis, data.shape.length);
    const size = data.shape[axis];
    for (const index of constant(1) ?? []) {
      if (typeof size === 'number' && (index < -size || index >= size)) {
        throw new ShapeError(`index ${index} is outside an axis of ${size}`);
      }
    }
    const shape = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
    return [{ dtype: data.dtype, shape }];
  },
};
