// DequantizeLinear: integers to numbers by a scale and a zero point.

import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { dtypeAttr } from './shared/dtypeAttr.js';
import { checkKind, checkSameDType } from './shared/dtypes.js';
import { checkScale, isPerTensor, type QuantizeAttrs } from './shared/quantize.js';

export interface DequantizeLinearAttrs extends QuantizeAttrs {}

/** Inputs x, x_scale, optional x_zero_point; output (x - x_zero_point) x_scale. */
export const DequantizeLinear: OpDef<DequantizeLinearAttrs> = {
  name: 'DequantizeLinear',
  since: 10,
  arity: [2, 3],
  attrs: {
    axis: { kind: 'int', default: 1 },
    block_size: { kind: 'int', default: 0 },
    output_dtype: { kind: 'int', default: 0 },
  },
  opset(attrs, inputs) {
    if (attrs.output_dtype !== 0) return 23;
    if (attrs.block_size !== 0 || inputs[0]?.dtype.endsWith('int16')) return 21;
    if (inputs[1]?.dtype !== 'float32') return 19;
    return isPerTensor(attrs, inputs[1]) ? 10 : 13;
  },
  infer({ inputs, attrs }) {
    const [x, scale, zeroPoint] = inputs as [TensorType, TensorType, TensorType?];
    checkKind('DequantizeLinear', x, ['int', 'uint']);
    checkKind('DequantizeLinear', scale, ['float']);
    if (zeroPoint !== undefined) checkSameDType('DequantizeLinear', x, zeroPoint);
    checkScale(x, scale, zeroPoint, attrs);
    const { output_dtype: number } = attrs;
    const dtype = number === 0 ? scale.dtype : dtypeAttr('DequantizeLinear', 'output_dtype', number);
    return [{ dtype, shape: x.shape }];
  },
};
