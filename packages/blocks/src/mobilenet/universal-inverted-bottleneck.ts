// Universal inverted bottleneck (UIB): MobileNetV4's block in its four forms.

import { emit, type Scope, type Value } from '@gossamer/core';
import { Add } from '@gossamer/core/ops';
import { identity, relu } from '../layers/activations.js';
import { channels, makeDivisible } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import { layerScale } from '../layers/layer-scale.js';
import type { BlockOptions } from './block.js';

export interface UniversalInvertedBottleneckOptions extends BlockOptions {
  /** Kernel of the depthwise convolution before the expansion; 0 leaves it out. Default 0. */
  startKernel?: number | undefined;
  /** Kernel of the depthwise convolution between expansion and projection; 0 leaves it out. Default 3. */
  midKernel?: number | undefined;
  /** Hidden channels over input channels, rounded to a multiple of 8. */
  expand: number;
  /** Start of a learned factor on the block's output (the hybrids have 1e-5). Default: none. */
  scale?: number | undefined;
  /** Adds the input where shapes allow. Default true. */
  skip?: boolean | undefined;
}

/**
 * [depthwise, norm], expand 1x1, norm, act, [depthwise, norm, act], project 1x1, norm, [scale], [+ x]. arXiv:2404.10518, figure 4:
 * both depthwise convolutions ExtraDW, only the second inverted bottleneck, only the first ConvNeXt-like, neither FFN.
 * The second one strides, the first where there is no second. Keys `dw_start`, `pw_exp`, `dw_mid`, `pw_proj`, `layer_scale`, as timm's.
 */
export function universalInvertedBottleneck(
  s: Scope,
  x: Value,
  o: UniversalInvertedBottleneckOptions,
): Value {
  const { out, startKernel = 0, midKernel = 3, stride = 1, dilation = 1, act = relu, skip = true } = o;
  const { conv, norm, antialias } = o;
  const cin = channels(x);
  const mid = makeDivisible(cin * o.expand);
  const depthwise = (y: Value, name: string, kernel: number, by: number, then: typeof act): Value => {
    const width = channels(y);
    const window = { out: width, kernel, stride: by, dilation, groups: width };
    return convNormAct(s(name), y, { ...window, conv, norm, antialias, act: then });
  };
  let y = x;
  if (startKernel > 0) y = depthwise(y, 'dw_start', startKernel, midKernel > 0 ? 1 : stride, identity);
  y = convNormAct(s('pw_exp'), y, { out: mid, conv, norm, act });
  if (midKernel > 0) y = depthwise(y, 'dw_mid', midKernel, stride, act);
  y = convNormAct(s('pw_proj'), y, { out, conv, norm, act: identity });
  if (o.scale !== undefined) y = layerScale(s('layer_scale'), y, o.scale);
  return skip && stride === 1 && cin === out ? emit(s, Add, [y, x], {}) : y;
}
