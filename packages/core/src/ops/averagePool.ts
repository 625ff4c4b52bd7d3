// AveragePool: mean over a sliding window.

import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { checkKind } from './shared/dtypes.js';
import { type PoolAttrs, pooledOpset, pooledShape, poolFields } from './shared/pool.js';

export interface AveragePoolAttrs extends PoolAttrs {
  /** 1 divides by the size of the window, 0 by how much of it lies on the input. */
  count_include_pad: number;
}

/** Input X [N,C,...]; output [N,C,...']. */
export const AveragePool: OpDef<AveragePoolAttrs> = {
  name: 'AveragePool',
  since: 1,
  arity: [1, 1],
  attrs: /* @__PURE__ */ poolFields({ count_include_pad: { kind: 'int', default: 0 } }),
  opset(attrs) {
    if (attrs.dilations !== undefined) return pooledOpset(attrs, 19);
    return pooledOpset(attrs, attrs.ceil_mode !== 0 ? 10 : 7);
  },
  infer({ inputs, attrs }) {
    const [x] = inputs as [TensorType];
    checkKind('AveragePool', x, ['float']);
    return [{ dtype: x.dtype, shape: pooledShape('AveragePool', x.shape, attrs) }];
  },
};
