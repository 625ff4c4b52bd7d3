// QuantizeLinear: numbers to integers by a scale and a zero point.

import { ShapeError } from '../errors.js';
import { type DType, dtypeInfo } from '../ir/dtype.js';
import type { OpDef } from '../ir/op.js';
import type { TensorType } from '../ir/tensor-type.js';
import { dtypeAttr } from './shared/dtypeAttr.js';
import { checkKind } from './shared/dtypes.js';
import { checkScale, isPerTensor, type QuantizeAttrs } from './shared/quantize.js';

export interface QuantizeLinearAttrs extends QuantizeAttrs {
  /** onnx.TensorProto.DataType of the division; 0 takes the scale's. */
  precision: number;
  /** Only for outputs in 8-bit floats. */
  saturate: number;
}

/** Inputs x, y_scale, optional y_zero_point; output saturate(round_half_even(x / y_scale) + y_zero_point). */
export const QuantizeLinear: OpDef<QuantizeLinearAttrs> = {
  name: 'QuantizeLinear',
  since: 10,
  arity: [2, 3],
  attrs: {
    axis: { kind: 'int', default: 1 },
    block_size: { kind: 'int', default: 0 },
    output_dtype: { kind: 'int', default: 0 },
    precision: { kind: 'int', default: 0 },
    saturate: { kind: 'int', default: 1 },
  },
  opset(attrs, inputs) {
    if (attrs.precision !== 0 || inputs[0]?.dtype !== inputs[1]?.dtype) return 23;
    const bytes = dtypeInfo(quantizedDType(attrs, inputs[2])).bytes;
    if (attrs.block_size !== 0 || attrs.output_dtype !== 0 || bytes > 1) return 21;
    if (attrs.saturate !== 1 || inputs[1]?.dtype !== 'float32') return 19;
    return isPerTensor(attrs, inputs[1]) ? 10 : 13;
  },
  infer({ inputs, attrs }) {
    const [x, scale, zeroPoint] = inputs as [TensorType, TensorType, TensorType?];
    checkKind('QuantizeLinear', scale, ['float']);
    if (x.dtype !== 'int32') checkKind('QuantizeLinear', x, ['float']);
    checkScale(x, scale, zeroPoint, attrs);
    const dtype = quantizedDType(attrs, zeroPoint);
    if (zeroPoint !== undefined && zeroPoint.dtype !== dtype) {
      throw new ShapeError(`the zero point is ${zeroPoint.dtype}, output_dtype ${dtype}`, {
        hint: 'leave output_dtype out: the zero point says it',
      });
    }
    return [{ dtype, shape: x.shape }];
  },
};

function quantizedDType(attrs: QuantizeLinearAttrs, zeroPoint: TensorType | undefined): DType {
  if (attrs.output_dtype === 0) return zeroPoint?.dtype ?? 'uint8';
  const dtype = dtypeAttr('QuantizeLinear', 'output_dtype', attrs.output_dtype);
  checkKind('QuantizeLinear', { dtype, shape: [] }, ['int', 'uint']);
  return dtype;
}
