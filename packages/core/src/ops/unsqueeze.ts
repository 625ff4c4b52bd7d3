// Unsqueeze: inserts axes of size one.

import type { OpDef } from '../ir/op.js';
import { constant, emit, type Scope } from '../ir/scope.js';
import type { TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { listLength, normalizeAxes } from './shared/axes.js';
import { attrToInput } from './shared/upgrade.js';

/** Inputs data, axes (int64): where the new axes are in the output, in any order. */
export const Unsqueeze: OpDef = {
  name: 'Unsqueeze',
  since: 13,
  arity: [2, 2],
  attrs: {},
  staticInputs: [1],
  infer({ inputs, constant, unknown }) {
    const [{ dtype, shape }, list] = inputs as [TensorType, TensorType];
    const given = constant(1);
    const rank = shape.length + (given?.length ?? listLength('the list of axes', list.shape));
    if (given === undefined)
      return [{ dtype, shape: Array.from({ length: rank }, (_, axis) => unknown(axis)) }];
    const axes = normalizeAxes(given, rank);
    const kept = shape.values();
    return [
      {
        dtype,
        shape: Array.from({ length: rank }, (_, axis) =>
          axes.includes(axis) ? 1 : (kept.next().value ?? 1),
        ),
      },
    ];
  },
  upgrade: (node, opset, makeConstant) => (opset < 13 ? attrToInput(node, 'axes', 1, makeConstant) : node),
};

/** x with new axes of size one at these places of the result. */
export function unsqueeze(s: Scope, x: Value, ...axes: readonly number[]): Value {
  return emit(s, Unsqueeze, [x, constant(axes)], {});
}
