// Depthwise separable convolution: MobileNetV1's block, and the first block of V2 and V3.

import { emit, type Scope, type Value } from '@gossamer/core';
import { Add } from '@gossamer/core/ops';
import { identity, relu6 } from '../layers/activations.js';
import { channels } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { Activation, Layer } from '../layers/layer.js';
import type { BlockOptions } from './block.js';

export interface DepthwiseSeparableOptions extends BlockOptions {
  /** Depthwise kernel size. Default 3. */
  kernel?: number | undefined;
  /** After the pointwise convolution; V1 has one, V2 and V3 are linear there. Default none. */
  pointwiseAct?: Activation | undefined;
  /** Squeeze-and-excitation between the two convolutions. Default none. */
  se?: Layer | undefined;
  /** Adds the input where shapes allow. Default true; V1 never does. */
  skip?: boolean | undefined;
}

/**
 * Depthwise kxk, norm, act, [SE], pointwise 1x1, norm, [act], [+ x]. arXiv:1704.04861, figure 3.
 * Keys `conv_dw`, `bn1`, `se`, `conv_pw`, `bn2`, as timm's DepthwiseSeparableConv.
 */
export function depthwiseSeparable(s: Scope, x: Value, o: DepthwiseSeparableOptions): Value {
  const { out, kernel = 3, stride = 1, dilation = 1, conv, norm, antialias } = o;
  const { act = relu6, pointwiseAct = identity, skip = true } = o;
  const cin = channels(x);
  const depthwise = { out: cin, kernel, stride, dilation, groups: cin };
  let y = convNormAct(s, x, { ...depthwise, conv, norm, act, antialias, names: ['conv_dw', 'bn1'] });
  if (o.se) y = o.se(s('se'), y);
  y = convNormAct(s, y, { out, conv, norm, act: pointwiseAct, names: ['conv_pw', 'bn2'] });
  return skip && stride === 1 && cin === out ? emit(s, Add, [y, x], {}) : y;
}
