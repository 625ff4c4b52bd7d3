// Ghost bottleneck: two ghost modules, and between them a depthwise convolution where the block strides.

import type { Scope, Value } from '@gossamer/core';
import { add } from '@gossamer/core/ops';
import { identity, relu } from '../layers/activations.js';
import { channels } from '../layers/channels.js';
import { type ConvNormActOptions, convNormAct } from '../layers/conv-norm-act.js';
import type { Layer } from '../layers/layer.js';
import type { BlockOptions } from '../mobilenet/block.js';
import { type GhostModule, type GhostModuleOptions, ghostModule } from './ghost-module.js';

/** What the versions of GhostNet build the block of. */
export interface GhostParts {
  /** To the hidden channels. */
  expand: GhostModule;
  /** The convolution between the modules, with its norm. */
  depthwise: (s: Scope, x: Value, options: DepthwiseOptions) => Value;
  /** To the output channels. */
  project: GhostModule;
}

export type DepthwiseOptions = Omit<ConvNormActOptions, 'names' | 'act'>;

/** GhostNet's own. */
export const ghostParts: GhostParts = {
  expand: ghostModule,
  depthwise: (s, x, o) => convNormAct(s, x, { ...o, act: identity, names: ['conv_dw', 'bn_dw'] }),
  project: ghostModule,
};

export interface GhostBottleneckOptions
  extends BlockOptions,
    Pick<GhostModuleOptions, 'ratio' | 'cheapKernel'> {
  /** Hidden channels. */
  mid: number;
  /** Kernel of the depthwise convolutions of block and shortcut. Default 3. */
  kernel?: number | undefined;
  /** Squeeze-and-excitation on the hidden channels. Default none. */
  se?: Layer | undefined;
  /**
   * The depthwise convolution, and with it the one in the shortcut. Default: where the block strides. Set it where a
   * stride was traded for dilation, so that the layers stay.
   */
  depthwise?: boolean | undefined;
  /** Default: GhostNet's own. */
  parts?: GhostParts | undefined;
}

/**
 * Ghost module, act, [depthwise kxk with stride, norm], [SE], ghost module, + shortcut. The shortcut is the input where
 * shapes allow, else depthwise kxk, norm, 1x1, norm. arXiv:1911.11907, figure 3.
 * Keys `ghost1`, `conv_dw`, `bn_dw`, `se`, `ghost2`, `shortcut.{0,1,2,3}`, as timm's GhostBottleneck.
 */
export function ghostBottleneck(s: Scope, x: Value, o: GhostBottleneckOptions): Value {
  const { out, mid, kernel = 3, stride = 1, dilation = 1, conv, norm, act = relu, ratio, cheapKernel } = o;
  const { depthwise = stride > 1, parts = ghostParts } = o;
  const module = { conv, norm, ratio, cheapKernel, dilation };
  const spatial = { conv, norm, kernel, stride, dilation };
  let y = parts.expand(s('ghost1'), x, { ...module, act, out: mid });
  if (depthwise) y = parts.depthwise(s, y, { ...spatial, out: mid, groups: mid });
  if (o.se) y = o.se(s('se'), y);
  y = parts.project(s('ghost2'), y, { ...module, act: identity, out });
  const isSame = !depthwise && stride === 1 && channels(x) === out;
  return add(s, y, isSame ? x : separableShortcut(s('shortcut'), x, { ...spatial, out }));
}

/** Depthwise kxk, norm, 1x1, norm: the input brought to the block's size and width. Keys `0` ... `3`. */
function separableShortcut(s: Scope, x: Value, o: DepthwiseOptions): Value {
  const { out, conv, norm } = o;
  const cin = channels(x);
  const y = convNormAct(s, x, { ...o, out: cin, groups: cin, act: identity, names: ['0', '1'] });
  return convNormAct(s, y, { out, conv, norm, act: identity, names: ['2', '3'] });
}
