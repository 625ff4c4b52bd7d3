// ShuffleNet's unit: grouped pointwise convolutions around a depthwise one, with a channel shuffle.

import type { Init, Scope, Value } from '@gossamer/core';
import { add, concat } from '@gossamer/core/ops';
import { identity, relu } from '../layers/activations.js';
import { channels } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { Layer } from '../layers/layer.js';
import { averagePool2d } from '../layers/pool.js';
import { channelShuffle } from './channel-shuffle.js';

/** What the official code and the write-up do differently. */
export interface ShuffleUnitForm {
  /** Names of convolution and norm of the compressing, depthwise and expanding step. */
  readonly names: readonly (readonly [conv: string, norm: string])[];
  /** Convolutions have a bias. */
  readonly bias: boolean;
  /** Shuffles right behind the first convolution, in the paper's order; otherwise behind the depthwise one, in the inverse order. */
  readonly paperShuffle: boolean;
  /** ReLU over the whole concat rather than over the branch. */
  readonly reluOverConcat: boolean;
}

/** megvii-model/ShuffleNet-Series, ShuffleNetV1/blocks.py. */
export const officialShuffleUnit: ShuffleUnitForm = {
  names: [
    ['branch_main_1.0', 'branch_main_1.1'],
    ['branch_main_1.3', 'branch_main_1.4'],
    ['branch_main_2.0', 'branch_main_2.1'],
  ],
  bias: false,
  paperShuffle: false,
  reluOverConcat: false,
};

/** The figure of the paper, as jaxony/ShuffleNet writes it down. */
export const writeupShuffleUnit: ShuffleUnitForm = {
  names: [
    ['g_conv_1x1_compress.conv1x1', 'g_conv_1x1_compress.batch_norm'],
    ['depthwise_conv3x3', 'bn_after_depthwise'],
    ['g_conv_1x1_expand.conv1x1', 'g_conv_1x1_expand.batch_norm'],
  ],
  bias: true,
  paperShuffle: true,
  reluOverConcat: true,
};

export interface ShuffleUnitOptions {
  /** Channels of the unit's output; a quarter of them in the bottleneck. */
  out: number;
  groups: number;
  /** Groups of the first convolution. Default: `groups`; 1 in the first unit of the network. */
  firstGroups?: number | undefined;
  /** Adds the input, or puts the pooled input in front of the branch (the first unit of a stage). Default `add`. */
  combine?: 'add' | 'concat' | undefined;
  /** Of a concat unit. Default 1. */
  stride?: number | undefined;
  /** Default 1. */
  dilation?: number | undefined;
  /** Default: the official code's. */
  form?: ShuffleUnitForm | undefined;
  /** Start of the convolutions' weights, by input channels of a group. */
  init?: ((inPerGroup: number) => Init) | undefined;
}

/**
 * arXiv:1707.01083, figure 2 (b) with `add`, (c) with `concat` and stride 2.
 * @throws OptionError where widths do not divide into the groups
 */
export function shuffleUnit(s: Scope, x: Value, o: ShuffleUnitOptions): Value {
  const {
    out,
    groups,
    firstGroups = groups,
    combine = 'add',
    stride = 1,
    dilation = 1,
    form = officialShuffleUnit,
  } = o;
  const mid = Math.floor(out / 4);
  const branch = combine === 'concat' ? out - channels(x) : out;
  const [compress, depthwise, expand] = form.names as [Pair, Pair, Pair];
  const conv = (y: Value, width: number, g: number, names: Pair, act: Layer, window = {}): Value => {
    const init = o.init?.(channels(y) / g);
    return convNormAct(s, y, { out: width, groups: g, bias: form.bias, act, names, init, ...window });
  };
  let y = conv(x, mid, firstGroups, compress, relu);
  if (form.paperShuffle) y = channelShuffle(s, y, groups);
  y = conv(y, mid, mid, depthwise, identity, { kernel: 3, stride, dilation });
  if (!form.paperShuffle && groups > 1) y = channelShuffle(s, y, mid / groups);
  y = conv(y, branch, groups, expand, identity);
  if (combine === 'add') return relu(s, add(s, x, y));
  const pooled = averagePool2d(s, x, { kernel: 3, stride, padding: 1 });
  return form.reluOverConcat ? relu(s, concat(s, [pooled, y])) : concat(s, [pooled, relu(s, y)]);
}

type Pair = readonly [conv: string, norm: string];
