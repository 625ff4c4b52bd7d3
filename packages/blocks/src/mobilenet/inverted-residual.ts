// Inverted residual with linear bottleneck: the block of MobileNetV2 and V3.

import { emit, type Scope, type Value } from '@gossamer/core';
import { Add } from '@gossamer/core/ops';
import { identity, relu6 } from '../layers/activations.js';
import { channels, makeDivisible } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { Layer } from '../layers/layer.js';
import type { BlockOptions } from './block.js';

export interface InvertedResidualOptions extends BlockOptions {
  /** Hidden channels over input channels, rounded to a multiple of 8. */
  expand: number;
  /** Depthwise kernel size. Default 3. */
  kernel?: number | undefined;
  /** Squeeze-and-excitation on the hidden channels (V3). Default none. */
  se?: Layer | undefined;
  /** Adds the input where shapes allow. Default true. */
  skip?: boolean | undefined;
}

/**
 * Expand 1x1, norm, act, depthwise kxk, norm, act, [SE], project 1x1, norm, [+ x]. arXiv:1801.04381, table 1;
 * with SE arXiv:1905.02244, figure 4. Keys `conv_pw`, `bn1`, `conv_dw`, `bn2`, `se`, `conv_pwl`, `bn3`, as timm's InvertedResidual.
 */
export function invertedResidual(s: Scope, x: Value, o: InvertedResidualOptions): Value {
  const { out, kernel = 3, stride = 1, dilation = 1, conv, norm, antialias, act = relu6, skip = true } = o;
  const cin = channels(x);
  const mid = makeDivisible(cin * o.expand);
  let y = convNormAct(s, x, { out: mid, conv, norm, act, names: ['conv_pw', 'bn1'] });
  const depthwise = { out: mid, kernel, stride, dilation, groups: mid };
  y = convNormAct(s, y, { ...depthwise, conv, norm, act, antialias, names: ['conv_dw', 'bn2'] });
  if (o.se) y = o.se(s('se'), y);
  y = convNormAct(s, y, { out, conv, norm, act: identity, names: ['conv_pwl', 'bn3'] });
  return skip && stride === 1 && cin === out ? emit(s, Add, [y, x], {}) : y;
}
