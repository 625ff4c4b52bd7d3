// A stage of CSPResNet, CSPResNeXt and CSPDarknet.

import type { Scope, Value } from '@gossamer/core';
import { identity, leakyRelu } from '../layers/activations.js';
import { channels } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { LayerChoices } from '../layers/layer.js';
import { crossStagePartial } from './cross-stage-partial.js';

export interface CrossStageOptions extends Pick<LayerChoices, 'act'> {
  out: number;
  /** Channels after the expansion; half of them go around the blocks. */
  expanded: number;
  /** Number of blocks. */
  depth: number;
  /** The block at an index; all keep the size. */
  block: (s: Scope, x: Value, index: number) => Value;
  /** The downsampling 3x3 convolution; left out where undefined. */
  down?: { out: number; stride: number; dilation: number; groups: number } | undefined;
  /** The expansion has no activation (`cross_linear` in timm). Default false. */
  crossLinear?: boolean | undefined;
}

/**
 * [down 3x3], expand 1x1, split in halves, blocks on the second one, 1x1, concat, 1x1. arXiv:1911.11929, figure 5.
 * Keys `conv_down`, `conv_exp`, `blocks.I`, `conv_transition_b`, `conv_transition`, as timm's CrossStage.
 */
export function crossStage(s: Scope, x: Value, o: CrossStageOptions): Value {
  const { out, expanded, depth, block, down, act = leakyRelu() } = o;
  const y = down === undefined ? x : convNormAct(s('conv_down'), x, { ...down, kernel: 3, act });
  const wide = convNormAct(s('conv_exp'), y, { out: expanded, act: o.crossLinear ? identity : act });
  const half = Math.floor(channels(wide) / 2);
  return crossStagePartial(s, wide, {
    bypass: half,
    block: (_, part) =>
      Array.from({ length: depth }).reduce<Value>((z, __, i) => block(s('blocks')(i), z, i), part),
    transition: (_, z) => convNormAct(s('conv_transition_b'), z, { out: half, act }),
    fuse: (_, z) => convNormAct(s('conv_transition'), z, { out, act }),
  });
}
