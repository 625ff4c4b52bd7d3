// GlobalMaxPool: largest value over all spatial axes.

import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { globallyPooled } from './shared/global-pool.js';

/** Input X [N,C,...]; output [N,C,1,...]. */
export const GlobalMaxPool: OpDef = {
  name: 'GlobalMaxPool',
  since: 1,
  arity: [1, 1],
  attrs: {},
  infer: ({ inputs }) => [globallyPooled('GlobalMaxPool', inputs[0] as TensorType)],
};
