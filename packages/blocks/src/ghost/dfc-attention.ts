// Decoupled fully connected (DFC) attention: each position gated by what stands in its row and column.

import type { Scope, Value } from '@gossamer/core';
import { mul } from '@gossamer/core/ops';
import { identity, sigmoid } from '../layers/activations.js';
import { channels } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { LayerChoices } from '../layers/layer.js';
import { averagePool2d } from '../layers/pool.js';
import { nearestLike } from '../layers/resize.js';

export interface DfcAttentionOptions extends Pick<LayerChoices, 'conv' | 'norm'> {
  /** Kernel of the dense convolution. Default 1. */
  kernel?: number | undefined;
  /** Its stride: that of the module whose output is gated. Default 1. */
  stride?: number | undefined;
  /** Dilation of the convolutions along rows and columns. Default 1. */
  dilation?: number | undefined;
  /** Positions a row or column gathers. Default 5. */
  reach?: number | undefined;
}

/**
 * y gated by sigmoid of: x at half the size, a dense convolution, a depthwise one along rows, one along columns, each
 * with a norm; brought back to y's size by nearest neighbours. GhostNetV2, arXiv:2211.12905.
 * Keys `0` ... `5`, as timm's `short_conv`.
 * @throws ShapeError where x is a single pixel high or wide
 */
export function dfcAttention(s: Scope, x: Value, y: Value, o: DfcAttentionOptions = {}): Value {
  const { kernel = 1, stride = 1, dilation = 1, reach = 5, conv, norm } = o;
  const out = channels(y);
  const layers = { conv, norm, act: identity, out };
  const along = { ...layers, dilation, groups: out };
  const half = averagePool2d(s, x, { kernel: 2 });
  const dense = convNormAct(s, half, { ...layers, kernel, stride, names: ['0', '1'] });
  const rows = convNormAct(s, dense, { ...along, kernel: [1, reach], names: ['2', '3'] });
  const columns = convNormAct(s, rows, { ...along, kernel: [reach, 1], names: ['4', '5'] });
  return mul(s, y, nearestLike(s, sigmoid(s, columns), y));
}
