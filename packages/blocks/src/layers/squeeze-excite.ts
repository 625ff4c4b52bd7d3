// Squeeze-and-excitation: channels weighted by what the whole picture shows.

import { emit, type Scope, type Value } from '@gossamer/core';
import { Mul } from '@gossamer/core/ops';
import { hardSigmoid, relu } from './activations.js';
import { channels, makeDivisible } from './channels.js';
import { conv2d } from './conv2d.js';
import type { Activation, Layer } from './layer.js';
import { globalAveragePool } from './pool.js';

export interface SqueezeExciteOptions {
  /** Squeezed channels over the input's. Default 0.25. */
  ratio?: number | undefined;
  /** Rounds the squeezed channels. Default: to a multiple of 8. */
  round?: ((channels: number) => number) | undefined;
  /** Between the two layers. Default relu. */
  act?: Activation | undefined;
  /** Default hard sigmoid, as MobileNetV3; sigmoid is the original's. */
  gate?: Activation | undefined;
}

/**
 * x * gate(conv_expand(act(conv_reduce(mean(x))))): [N,C,H,W] unchanged in shape. arXiv:1709.01507, figure 2.
 * Keys `conv_reduce.{weight,bias}`, `conv_expand.{weight,bias}`, as timm's SqueezeExcite.
 */
export function squeezeExcite(options: SqueezeExciteOptions = {}): Layer {
  const {
    ratio = 0.25,
    round = (width) => makeDivisible(width, 8),
    act = relu,
    gate = hardSigmoid,
  } = options;
  return (s: Scope, x: Value) => {
    const width = channels(x);
    const pooled = globalAveragePool(s, x);
    const squeezed = act(s, conv2d(s('conv_reduce'), pooled, { out: round(width * ratio), bias: true }));
    const excited = conv2d(s('conv_expand'), squeezed, { out: width, bias: true });
    return emit(s, Mul, [x, gate(s, excited)], {});
  };
}
