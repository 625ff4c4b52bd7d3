// Clip: elementwise limits.

import { ShapeError } from '../errors.js';
import type { ForeignNode, MakeConstant, OpDef } from '../ir/op.js';
import { constant, emit, type Scope } from '../ir/scope.js';
import { elementCount, formatType, type TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { checkKind, checkSameDType } from './shared/dtypes.js';
import { dropAttrs } from './shared/upgrade.js';

/** Inputs X, optional scalars min and max; output min(max(X, min), max). */
export const Clip: OpDef = {
  name: 'Clip',
  since: 11,
  arity: [1, 3],
  attrs: {},
  infer({ inputs }) {
    const [x, min, max] = inputs as [TensorType, TensorType?, TensorType?];
    checkKind('Clip', x, ['float', 'int', 'uint']);
    for (const limit of [min, max]) {
      if (limit === undefined) continue;
      checkSameDType('Clip', x, limit);
      const count = elementCount(limit.shape);
      if (typeof count === 'number' && count !== 1) {
        throw new ShapeError(`a limit of Clip is ${formatType(limit)}, expected a scalar`);
      }
    }
    return [x];
  },
  upgrade(node, opset, makeConstant) {
    if (opset >= 11) return node;
    return {
      attrs: dropAttrs(node.attrs, 'min', 'max', 'consumed_inputs'),
      inputs: [node.inputs[0], limitInput(node, 'min', makeConstant), limitInput(node, 'max', makeConstant)],
    };
  },
};

/** x limited to [min, max]; a limit left out does not limit. */
export function clip(s: Scope, x: Value, min?: number, max?: number): Value {
  const limit = (value: number | undefined): Value | undefined =>
    value === undefined ? undefined : constant([value], [], x.type.dtype);
  return emit(s, Clip, [x, limit(min), limit(max)], {});
}

function limitInput(node: ForeignNode, name: string, makeConstant: MakeConstant): Value | undefined {
  const limit = node.attrs[name];
  return typeof limit === 'number' ? makeConstant([limit], [], node.inputs[0]?.type.dtype) : undefined;
}
