// The shape rule of elementwise one-input ops: the output has the input's type.

import type { OpDef } from '../../ir/op.js';
import type { TensorType } from '../../ir/tensor-type.js';
import { checkKind, type DTypeKind } from './dtypes.js';
import { upgradeConsumedInputs } from './upgrade.js';

/** An elementwise op without attributes on tensors of the given kinds. */
export function unaryOp(name: string, since: number, kinds: readonly DTypeKind[]): OpDef {
  return {
    name,
    since,
    arity: [1, 1],
    attrs: {},
    infer: ({ inputs }) => inferUnary(name, inputs[0] as TensorType, kinds),
    upgrade: upgradeConsumedInputs,
  };
}

/** The input's own type, checked. @throws ShapeError for elements of another kind. */
export function inferUnary(
  name: string,
  x: TensorType,
  kinds: readonly DTypeKind[] = ['float'],
): readonly TensorType[] {
  checkKind(name, x, kinds);
  return [x];
}
