// FusedConv: onnxruntime's convolution with an addition and an activation behind it.

import { OptionError, ShapeError } from '../errors.js';
import { type Dim, unifyDims } from '../ir/dim.js';
import type { OpDef } from '../ir/op.js';
import { formatType, type TensorType } from '../ir/tensor-type.js';
import { Conv, type ConvAttrs } from './conv.js';
import { autoPadField } from './shared/window.js';

export interface FusedConvAttrs extends ConvAttrs {
  /** ONNX name of the activation; none where left out. */
  activation?: string;
  /** LeakyRelu: alpha. Clip: min, max. HardSigmoid: alpha, beta. */
  activation_params?: readonly number[];
}

/** Activations and how many parameters each takes. onnxruntime, contrib_ops FusedConv. */
const PARAMETERS: Readonly<Record<string, number>> = {
  Relu: 0,
  Tanh: 0,
  Sigmoid: 0,
  HardSwish: 0,
  LeakyRelu: 1,
  Clip: 2,
  HardSigmoid: 2,
};

/** Inputs X, W, optional B as Conv, optional Z of the output's shape; output activation(Conv(X, W, B) + Z). */
export const FusedConv: OpDef<FusedConvAttrs> = {
  name: 'com.microsoft.FusedConv',
  since: 1,
  arity: [2, 4],
  attrs: {
    activation: { kind: 'string', oneOf: /* @__PURE__ */ Object.keys(PARAMETERS) },
    activation_params: { kind: 'floats' },
    auto_pad: autoPadField,
    dilations: { kind: 'ints' },
    group: { kind: 'int', default: 1 },
    kernel_shape: { kind: 'ints' },
    pads: { kind: 'ints' },
    strides: { kind: 'ints' },
  },
  infer(context) {
    const { inputs, attrs } = context;
    const [output] = Conv.infer({ ...context, inputs: inputs.slice(0, 3) }) as [TensorType];
    const sum = inputs[3];
    if (sum !== undefined && !fits(sum, output)) {
      throw new ShapeError(`Z is ${formatType(sum)}, expected ${formatType(output)}`, {
        hint: 'FusedConv adds without broadcasting',
      });
    }
    const wanted = attrs.activation === undefined ? 0 : PARAMETERS[attrs.activation];
    const found = attrs.activation_params?.length ?? 0;
    if (wanted !== found) {
      throw new OptionError(
        `the activation ${attrs.activation} takes ${wanted} activation_params, found ${found}`,
      );
    }
    return [output];
  },
  macs: (context) => Conv.macs?.(context) ?? 0,
};

function fits(sum: TensorType, output: TensorType): boolean {
  return (
    sum.dtype === output.dtype &&
    sum.shape.length === output.shape.length &&
    sum.shape.every((dim, axis) => unifyDims(dim, output.shape[axis] as Dim) !== undefined)
  );
}
