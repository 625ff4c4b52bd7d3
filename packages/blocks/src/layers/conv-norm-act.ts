// Convolution, norm, activation: the step most blocks are made of.

import type { Scope, Value } from '@gossamer/core';
import { relu } from './activations.js';
import { batchNorm } from './batch-norm.js';
import { type Conv2dOptions, conv2d } from './conv2d.js';
import type { LayerChoices } from './layer.js';

export interface ConvNormActOptions extends Conv2dOptions, LayerChoices {
  /** Scope names of the two layers. Default `conv` and `bn`, as timm's ConvNormAct. */
  names?: readonly [conv: string, norm: string] | undefined;
}

/**
 * act(norm(conv(x))), then the antialiasing blur where one is chosen and the stride is 2.
 * [N,C,H,W] -> [N,out,H',W'].
 */
export function convNormAct(s: Scope, x: Value, options: ConvNormActOptions): Value {
  const {
    names = ['conv', 'bn'],
    conv = conv2d,
    norm = batchNorm(),
    act = relu,
    antialias,
    ...convOptions
  } = options;
  const blurred = antialias !== undefined && (convOptions.stride ?? 1) > 1;
  const y = conv(s(names[0]), x, blurred ? { ...convOptions, stride: 1 } : convOptions);
  const z = act(s, norm(s(names[1]), y));
  return blurred ? antialias(s('aa'), z) : z;
}
