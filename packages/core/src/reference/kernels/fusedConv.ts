// Reference kernel of com.microsoft.FusedConv.

import type { FusedConvAttrs } from '../../ops/fusedConv.js';
import type { Kernel } from '../kernel.js';
import { convKernel } from './conv.js';

const identity = (x: number): number => x;

const ACTIVATIONS: Readonly<Record<string, (x: number, a: number, b: number) => number>> = {
  Relu: (x) => Math.max(x, 0),
  Tanh: (x) => Math.tanh(x),
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  HardSwish: (x) => x * Math.max(0, Math.min(1, x / 6 + 0.5)),
  LeakyRelu: (x, alpha) => (x < 0 ? alpha * x : x),
  Clip: (x, min, max) => Math.min(Math.max(x, min), max),
  HardSigmoid: (x, alpha, beta) => Math.max(0, Math.min(1, alpha * x + beta)),
};

export const fusedConvKernel: Kernel<FusedConvAttrs> = (context) => {
  const [y = new Float64Array(0)] = convKernel(context);
  const sum = context.inputs[3]?.data;
  const { activation = '', activation_params: [a = 0, b = 0] = [] } = context.attrs;
  const apply = ACTIVATIONS[activation] ?? identity;
  for (let i = 0; i < y.length; i++) y[i] = apply((y[i] as number) + (sum?.[i] ?? 0), a, b);
  return [y];
};
