// RegNet's X block: a residual bottleneck with a grouped convolution of fixed group width and no narrowing.

import type { Scope, Value } from '@gossamer/core';
import { add } from '@gossamer/core/ops';
import { identity, relu } from '../layers/activations.js';
import { channels } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { Layer } from '../layers/layer.js';
import type { BlockOptions } from '../mobilenet/block.js';

/** Scope names of the block's convolutions and their norms. */
export type BottleneckNames = Readonly<
  Record<'conv1' | 'conv2' | 'conv3' | 'downsample', readonly [conv: string, norm: string]>
>;

export interface RegNetBottleneckOptions extends BlockOptions {
  /** Channels of a group of the 3x3 convolution; a narrower block is one group. */
  groupWidth: number;
  /** The 1x1 convolution in the shortcut. Default: where the block strides or changes the width. */
  downsample?: boolean | undefined;
  /** The norm in front of the addition. Default: `norm`. */
  lastNorm?: Layer | undefined;
  /** Default `regnetNames`. */
  names?: BottleneckNames | undefined;
}

/** timm's names. */
export const regnetNames: BottleneckNames = {
  conv1: ['conv1.conv', 'conv1.bn'],
  conv2: ['conv2.conv', 'conv2.bn'],
  conv3: ['conv3.conv', 'conv3.bn'],
  downsample: ['downsample.conv', 'downsample.bn'],
};

/** torchvision's names of a ResNet's bottleneck. */
export const resnetNames: BottleneckNames = {
  conv1: ['conv1', 'bn1'],
  conv2: ['conv2', 'bn2'],
  conv3: ['conv3', 'bn3'],
  downsample: ['downsample.0', 'downsample.1'],
};

/**
 * 1x1, norm, act, grouped 3x3 with stride, norm, act, 1x1, norm, + shortcut, act. arXiv:2003.13678, figure 4, bottleneck
 * ratio 1. The shortcut is the input, or a 1x1 convolution with the stride and a norm.
 * @throws OptionError where the width does not divide into floor(out / groupWidth) groups
 */
export function regnetBottleneck(s: Scope, x: Value, o: RegNetBottleneckOptions): Value {
  const { out, groupWidth, stride = 1, dilation = 1, conv, norm, act = relu, names = regnetNames } = o;
  const { downsample = stride > 1 || channels(x) !== out, lastNorm = norm } = o;
  const layers = { conv, norm, act, out };
  const groups = Math.floor(out / Math.min(out, groupWidth));
  const window = { kernel: 3, stride, dilation, groups };
  let y = convNormAct(s, x, { ...layers, names: names.conv1 });
  y = convNormAct(s, y, { ...layers, ...window, names: names.conv2 });
  y = convNormAct(s, y, { ...layers, norm: lastNorm, act: identity, names: names.conv3 });
  const shortcut = { ...layers, stride, act: identity, names: names.downsample };
  return act(s, add(s, y, downsample ? convNormAct(s, x, shortcut) : x));
}
