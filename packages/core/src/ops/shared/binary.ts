// The shape rule that all broadcasting two-input ops share.

import type { DType } from '../../ir/dtype.js';
import type { OpDef } from '../../ir/op.js';
import type { TensorType } from '../../ir/tensor-type.js';
import { broadcastShapes } from './broadcast.js';
import { checkKind, checkSameDType, type DTypeKind } from './dtypes.js';
import { upgradeBroadcast } from './upgrade.js';

export interface BinaryOptions {
  /** dtype of the result where it is not that of the inputs. */
  readonly result?: DType;
  readonly kinds?: readonly DTypeKind[];
}

/** A broadcasting op on two tensors of one dtype, numbers unless `kinds` says otherwise. */
export function binaryOp(name: string, since: number, options: BinaryOptions = {}): OpDef {
  const { result, kinds = ['float', 'int', 'uint'] } = options;
  return {
    name,
    since,
    arity: [2, 2],
    attrs: {},
    infer({ inputs }) {
      const [a, b] = inputs as [TensorType, TensorType];
      checkSameDType(name, a, b);
      checkKind(name, a, kinds);
      return [{ dtype: result ?? a.dtype, shape: broadcastShapes(name, [a.shape, b.shape]) }];
    },
    upgrade: upgradeBroadcast,
  };
}
