// PeleeNet's dense layer: two branches with different receptive fields.

import type { Scope, Value } from '@gossamer/core';
import { concat } from '@gossamer/core/ops';
import { type ConvNormActOptions, convNormAct } from '../layers/conv-norm-act.js';

export interface TwoWayDenseLayerOptions {
  /** Growth rate k: each branch makes half of it. */
  growth: number;
  /** Channels of the 1x1 convolutions. */
  inner: number;
  /** Of the 3x3 convolutions. Default 1. */
  dilation?: number | undefined;
}

/**
 * concat[x, 3x3(1x1 x), 3x3(3x3(1x1 x))]: [N,C,H,W] -> [N,C + k,H,W]. arXiv:1804.06882, figure 1, convolution-norm-relu order.
 * Keys `left.{0,1}`, `right.{0,1,2}`.
 */
export function twoWayDenseLayer(
  s: Scope,
  x: Value,
  { growth, inner, dilation = 1 }: TwoWayDenseLayerOptions,
): Value {
  const half = Math.floor(growth / 2);
  const step = (at: Scope, y: Value, options: ConvNormActOptions): Value =>
    convNormAct(at, y, { ...options, names: ['0', '1'] });
  const wide = { out: half, kernel: 3, dilation };
  const left = step(s('left')(1), step(s('left')(0), x, { out: inner }), wide);
  const right = step(s('right')(1), step(s('right')(0), x, { out: inner }), wide);
  return concat(s, [x, left, step(s('right')(2), right, wide)]);
}
