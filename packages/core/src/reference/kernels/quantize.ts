// Reference kernels of QuantizeLinear and DequantizeLinear.

import { dtypeOfOnnx, dtypeRange } from '../../ir/dtype.js';
import { roundHalfEven } from '../../ir/half.js';
import { normalizeAxis } from '../../ir/tensor-type.js';
import type { DequantizeLinearAttrs } from '../../ops/dequantizeLinear.js';
import type { QuantizeLinearAttrs } from '../../ops/quantizeLinear.js';
import { isSingle, type QuantizeAttrs } from '../../ops/shared/quantize.js';
import { input, type Kernel, type KernelContext, sizeOf, stridesOf } from '../kernel.js';
import { roundTo } from '../roundTo.js';

/** The division is rounded to the scale's dtype before it is rounded to an integer, as the standard says. */
export const quantizeLinearKernel: Kernel<QuantizeLinearAttrs> = (context) => {
  const x = input(context, 0);
  const scale = input(context, 1);
  const zeroPoint = context.inputs[2]?.data;
  const at = scaleIndex(context);
  const [min, max] = dtypeRange(context.outputs[0]?.dtype ?? 'uint8');
  const quotients = x.data.map((value, i) => value / (scale.data[at(i)] as number));
  const rounded = roundTo(dtypeOfOnnx(context.attrs.precision) ?? scale.dtype, quotients);
  const quantized = rounded.map((value, i) => roundHalfEven(value) + (zeroPoint?.[at(i)] ?? 0));
  return [quantized.map((value) => Math.min(Math.max(value, min), max))];
};

export const dequantizeLinearKernel: Kernel<DequantizeLinearAttrs> = (context) => {
  const scale = input(context, 1).data;
  const zeroPoint = context.inputs[2]?.data;
  const at = scaleIndex(context);
  return [
    input(context, 0).data.map((value, i) => (value - (zeroPoint?.[at(i)] ?? 0)) * (scale[at(i)] as number)),
  ];
};

/** For each element of x the scale it uses. */
function scaleIndex(context: KernelContext<QuantizeAttrs>): (index: number) => number {
  const { shape } = input(context, 0);
  const scale = input(context, 1);
  if (isSingle(scale)) return () => 0;
  const axis = normalizeAxis(context.attrs.axis, shape.length);
  const inner = sizeOf(shape.slice(axis + 1));
  const length = shape[axis] as number;
  if (context.attrs.block_size === 0) return (index) => Math.floor(index / inner) % length;
  const [stride = 1, outer = 1] = [stridesOf(scale.shape)[axis], (scale.shape[axis] as number) * inner];
  return (index) => {
    const block = Math.floor((Math.floor(index / inner) % length) / context.attrs.block_size);
    return Math.floor(index / (inner * length)) * outer + block * stride + (index % inner);
  };
}
