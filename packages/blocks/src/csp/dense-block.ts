// DenseNet's block: every layer reads what all before it made.

import type { Scope, Value } from '@gossamer/core';
import { concat } from '@gossamer/core/ops';
import { relu } from '../layers/activations.js';
import { batchNorm } from '../layers/batch-norm.js';
import { type Conv2dOptions, conv2d } from '../layers/conv2d.js';

export interface DenseBlockOptions {
  layers: number;
  /** Growth rate k: channels each layer adds. */
  growth: number;
}

/**
 * `layers` times norm, relu, 1x1 to 4k, norm, relu, 3x3 to k: [N,C,H,W] -> [N,C + layers k,H,W]. arXiv:1608.06993, equation 2
 * with bottleneck layers. The first layer's maps follow the input; every later layer's stand in front of what was there,
 * as the CSP write-up has it. Keys `layers.I.{0,1}.seq.{0,2}`.
 */
export function denseBlock(s: Scope, x: Value, o: DenseBlockOptions): Value {
  let y = x;
  for (let i = 0; i < o.layers; i++) {
    const at = s('layers')(i);
    const bottleneck = normReluConv(at(0), y, { out: 4 * o.growth });
    const made = normReluConv(at(1), bottleneck, { out: o.growth, kernel: 3 });
    y = concat(s, i === 0 ? [y, made] : [made, y]);
  }
  return y;
}

function normReluConv(s: Scope, x: Value, options: Conv2dOptions): Value {
  return conv2d(s('seq')(2), relu(s, batchNorm()(s('seq')(0), x)), options);
}
