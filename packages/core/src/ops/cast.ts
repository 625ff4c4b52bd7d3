// Cast: the same numbers in another element type.

import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { dtypeAttr } from './shared/dtypeAttr.js';

export interface CastAttrs {
  /** Only for 8-bit floats. */
  round_mode: string;
  /** Only for 8-bit floats. */
  saturate: number;
  /** onnx.TensorProto.DataType of the output. */
  to: number;
}

/** Input X; floats become integers by dropping the fraction, and true where they are not 0. */
export const Cast: OpDef<CastAttrs> = {
  name: 'Cast',
  since: 6,
  arity: [1, 1],
  attrs: {
    round_mode: { kind: 'string', default: 'up' },
    saturate: { kind: 'int', default: 1 },
    to: { kind: 'int' },
  },
  opset: (attrs) => (attrs.round_mode !== 'up' ? 24 : attrs.saturate === 1 ? 6 : 19),
  infer({ inputs, attrs }) {
    const [x] = inputs as [TensorType];
    return [{ dtype: dtypeAttr('Cast', 'to', attrs.to), shape: x.shape }];
  },
};
