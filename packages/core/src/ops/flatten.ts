// Flatten: any tensor as a matrix.

import { ShapeError } from '../errors.js';
import { mulDims } from '../ir/dim.js';
import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import type { TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';

export interface FlattenAttrs {
  axis: number;
}

/** Input X; output [product of the dims before `axis`, product of the rest]. */
export const Flatten: OpDef<FlattenAttrs> = {
  name: 'Flatten',
  since: 1,
  arity: [1, 1],
  attrs: { axis: { kind: 'int', default: 1 } },
  infer({ inputs, attrs }) {
    const { dtype, shape } = inputs[0] as TensorType;
    const axis = attrs.axis < 0 ? attrs.axis + shape.length : attrs.axis;
    // Unlike elsewhere, the axis may be the rank itself: everything comes before it.
    if (axis < 0 || axis > shape.length) {
      throw new ShapeError(`axis ${attrs.axis} is outside a tensor of rank ${shape.length}`);
    }
    return [{ dtype, shape: [mulDims(...shape.slice(0, axis)), mulDims(...shape.slice(axis))] }];
  },
};

/** x as a matrix: [N,C,H,W] becomes [N,C*H*W]. */
export function flatten(s: Scope, x: Value, axis = 1): Value {
  return emit(s, Flatten, [x], { axis });
}
