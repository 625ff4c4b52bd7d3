// MaxPool: maximum over a sliding window, and where it stands.

import { GraphError } from '../errors.js';
import { isFloat } from '../ir/dtype.js';
import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { checkKind } from './shared/dtypes.js';
import { type PoolAttrs, pooledOpset, pooledShape, poolFields } from './shared/pool.js';

export interface MaxPoolAttrs extends PoolAttrs {
  /** How Indices count a plane: 0 row-major, 1 column-major. */
  storage_order: number;
}

/** Input X [N,C,...]; outputs Y [N,C,...'] and, if asked for, Indices: the flat index of each maximum in X. */
export const MaxPool: OpDef<MaxPoolAttrs> = {
  name: 'MaxPool',
  since: 1,
  arity: [1, 1],
  attrs: /* @__PURE__ */ poolFields({ storage_order: { kind: 'int', default: 0 } }),
  opset(attrs, [x]) {
    if (x !== undefined && !isFloat(x.dtype)) return pooledOpset(attrs, 12);
    return pooledOpset(attrs, attrs.dilations !== undefined || attrs.ceil_mode !== 0 ? 10 : 8);
  },
  infer({ inputs, attrs, outputCount }) {
    const [x] = inputs as [TensorType];
    checkKind('MaxPool', x, ['float', 'int', 'uint']);
    if (outputCount > 2) throw new GraphError(`MaxPool has 1 or 2 outputs, found ${outputCount}`);
    const shape = pooledShape('MaxPool', x.shape, attrs);
    const types: TensorType[] = [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ];
    return types.slice(0, outputCount);
  },
};
