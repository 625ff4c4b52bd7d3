// HardSigmoid: a straight line limited to [0, 1].

import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { inferUnary } from './shared/unary.js';
import { upgradeConsumedInputs } from './shared/upgrade.js';

export interface HardSigmoidAttrs {
  /** Slope. PyTorch's hardsigmoid has 1/6. */
  alpha: number;
  /** Value at 0. */
  beta: number;
}

/** Input X; output max(0, min(1, alpha X + beta)). */
export const HardSigmoid: OpDef<HardSigmoidAttrs> = {
  name: 'HardSigmoid',
  since: 6,
  arity: [1, 1],
  attrs: { alpha: { kind: 'float', default: 0.2 }, beta: { kind: 'float', default: 0.5 } },
  infer: ({ inputs }) => inferUnary('HardSigmoid', inputs[0] as TensorType),
  upgrade: upgradeConsumedInputs,
};
