// FasterNet's block: a partial convolution, then two pointwise ones around the only norm and activation.

import type { Scope, Value } from '@gossamer/core';
import { add } from '@gossamer/core/ops';
import { relu } from '../layers/activations.js';
import { batchNorm } from '../layers/batch-norm.js';
import { channels } from '../layers/channels.js';
import { conv2d } from '../layers/conv2d.js';
import type { LayerChoices } from '../layers/layer.js';
import { type PartialConvOptions, partialConv } from './partial-conv.js';

export interface FasterNetBlockOptions extends Pick<LayerChoices, 'norm' | 'act'>, PartialConvOptions {
  /** Hidden channels over input channels. Default 2. */
  expand?: number | undefined;
}

/**
 * x + pointwise(act(norm(pointwise(PConv(x))))): shape unchanged. arXiv:2303.03667, figure 4.
 * Keys `spatial_mixing.partial_conv3`, `mlp.0`, `mlp.1`, `mlp.3`, as timm's.
 */
export function fasternetBlock(s: Scope, x: Value, o: FasterNetBlockOptions = {}): Value {
  const { expand = 2, init, norm = batchNorm(), act = relu } = o;
  const width = channels(x);
  const mixed = partialConv(s('spatial_mixing'), x, o);
  const hidden = conv2d(s('mlp')(0), mixed, { out: Math.floor(width * expand), init });
  const y = act(s, norm(s('mlp')(1), hidden));
  return add(s, x, conv2d(s('mlp')(3), y, { out: width, init }));
}
