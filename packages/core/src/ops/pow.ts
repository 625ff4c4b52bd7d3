// Pow: elementwise power with broadcasting.

import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { broadcastShapes } from './shared/broadcast.js';
import { checkKind } from './shared/dtypes.js';
import { upgradeBroadcast } from './shared/upgrade.js';

/** Inputs X and exponent Y, whose dtypes may differ; the output has X's. */
export const Pow: OpDef = {
  name: 'Pow',
  since: 7,
  opset: (_, [x, y]) => (x?.dtype === y?.dtype ? 7 : 12),
  arity: [2, 2],
  attrs: {},
  infer({ inputs }) {
    const [x, y] = inputs as [TensorType, TensorType];
    for (const type of [x, y]) checkKind('Pow', type, ['float', 'int', 'uint']);
    return [{ dtype: x.dtype, shape: broadcastShapes('Pow', [x.shape, y.shape]) }];
  },
  upgrade: upgradeBroadcast,
};
