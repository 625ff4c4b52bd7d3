// LeakyRelu: x where positive, alpha * x elsewhere.

import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import type { TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { inferUnary } from './shared/unary.js';
import { upgradeConsumedInputs } from './shared/upgrade.js';

export interface LeakyReluAttrs {
  alpha: number;
}

/** Input X. */
export const LeakyRelu: OpDef<LeakyReluAttrs> = {
  name: 'LeakyRelu',
  since: 6,
  arity: [1, 1],
  attrs: { alpha: { kind: 'float', default: 0.01 } },
  infer: ({ inputs }) => inferUnary('LeakyRelu', inputs[0] as TensorType),
  upgrade: upgradeConsumedInputs,
};

/** x where positive, `alpha` * x elsewhere. */
export function leakyRelu(s: Scope, x: Value, alpha = 0.01): Value {
  return emit(s, LeakyRelu, [x], { alpha });
}
