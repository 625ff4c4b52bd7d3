// The shape rule of elementwise ops on one or more inputs.

import type { OpDef } from '../../ir/op.js';
import type { TensorType } from '../../ir/tensor-type.js';
import { broadcastShapes } from './broadcast.js';
import { checkKind, checkSameDType } from './dtypes.js';
import { upgradeConsumedInputs } from './upgrade.js';

/** A broadcasting op on any number of tensors of one dtype. */
export function variadicOp(name: string, since: number): OpDef {
  return {
    name,
    since,
    arity: [1, Number.POSITIVE_INFINITY],
    attrs: {},
    infer({ inputs }) {
      const types = inputs as readonly [TensorType, ...TensorType[]];
      for (const type of types) checkSameDType(name, types[0], type);
      checkKind(name, types[0], ['float', 'int', 'uint']);
      return [
        {
          dtype: types[0].dtype,
          shape: broadcastShapes(
            name,
            types.map((type) => type.shape),
          ),
        },
      ];
    },
    upgrade: upgradeConsumedInputs,
  };
}
