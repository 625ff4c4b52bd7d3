// G-Ghost stage: most blocks work on some of the channels; the others are made of the first block's by a cheap operation.

import { OptionError, type Scope, type Value } from '@gossamer/core';
import { add, concat, split } from '@gossamer/core/ops';
import { identity, relu } from '../layers/activations.js';
import { channels } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import { globalAveragePool } from '../layers/pool.js';
import type { BlockOptions } from '../mobilenet/block.js';
import { regnetBottleneck, resnetNames } from '../regnet/regnet-bottleneck.js';

export interface GGhostStageOptions extends BlockOptions {
  /** Blocks, the first and the last one included; at least 2. */
  depth: number;
  /** Channels of a group in the first and the last block; the ones between have 3/4 of it. */
  groupWidth: number;
  /** Share of ghost channels, the paper's lambda; rounded so that the others fill whole groups. Default 0.5. */
  cheapRatio?: number | undefined;
  /** Kernel of the cheap operation; 0 takes the channels as they are. Default 1. */
  cheapKernel?: number | undefined;
  /** Adds to the ghosts what the pooled features of all blocks but the last say. Default true. */
  mix?: boolean | undefined;
  /** Dilation of the first block, where the others were to make up for its stride. Default `dilation`. */
  baseDilation?: number | undefined;
}

/**
 * base -> [thin, thin, ... | cheap operation + mix] -> end: [N,C,H,W] -> [N,out,H',W']. The base block strides. The
 * blocks behind it see the first `raw` of its channels, the cheap operation the rest; end takes both together.
 * arXiv:2201.03297, the G-Ghost stage with mix. Keys `base`, `layers.N`, `merge.{1,2,4,5}`, `cheap.{0,1}`, `end`, as
 * the official g_ghost_regnet.
 * @throws OptionError where depth or ratio leave nothing for a branch
 */
export function gGhostStage(s: Scope, x: Value, o: GGhostStageOptions): Value {
  const { out, depth, groupWidth, stride = 1, dilation = 1, mix = true, conv, norm, act = relu } = o;
  const { raw, cheap, thinGroupWidth } = gGhostWidths(s, o);
  const block = { conv, norm, act, dilation, groupWidth, names: resnetNames };
  const base = { ...block, out, stride, dilation: o.baseDilation ?? dilation };
  const first = regnetBottleneck(s('base'), x, base);
  const [complex, simple] = split(s, first, [raw, cheap]) as [Value, Value];
  const seen = [first];
  let y = complex;
  for (let i = 0; i < depth - 2; i++) {
    y = regnetBottleneck(s('layers')(i), y, { ...block, out: raw, groupWidth: thinGroupWidth });
    seen.push(y);
  }
  let ghosts = cheapOperation(s('cheap'), simple, o);
  if (mix) ghosts = add(s, ghosts, mixed(s('merge'), seen, cheap, o));
  return regnetBottleneck(s('end'), concat(s, [y, act(s, ghosts)]), { ...block, out });
}

/** Channels of the two branches. */
function gGhostWidths(
  s: Scope,
  o: GGhostStageOptions,
): { raw: number; cheap: number; thinGroupWidth: number } {
  const { out, depth, groupWidth, cheapRatio = 0.5 } = o;
  const place = { path: s.path, within: s.graph.name };
  if (!Number.isInteger(depth) || depth < 2) {
    const hint = 'the first block feeds both branches and the last one joins them';
    throw new OptionError(`a G-Ghost stage has at least 2 blocks, found ${depth}`, { ...place, hint });
  }
  const thinGroupWidth = Math.max(1, Math.floor(groupWidth * 0.75));
  const raw = Math.floor((out * (1 - cheapRatio)) / thinGroupWidth) * thinGroupWidth;
  if (!(raw > 0 && raw < out)) {
    const hint = `of ${out} channels, from ${thinGroupWidth} to ${out - 1} have to stay in whole groups of ${thinGroupWidth}`;
    const reason = raw > 0 ? 'leaves no ghost channels' : 'leaves no channels for the blocks';
    throw new OptionError(`cheapRatio ${cheapRatio} ${reason}`, { ...place, hint });
  }
  return { raw, cheap: out - raw, thinGroupWidth };
}

/** Convolution and norm, or nothing. */
function cheapOperation(s: Scope, x: Value, o: GGhostStageOptions): Value {
  const { cheapKernel = 1, dilation, conv, norm } = o;
  if (cheapKernel === 0) return x;
  const window = { out: channels(x), kernel: cheapKernel, dilation };
  return convNormAct(s, x, { ...window, conv, norm, act: identity, names: ['0', '1'] });
}

/** Pooled features of all blocks, through two layers, to one value a ghost channel: [N,cheap,1,1]. */
function mixed(s: Scope, maps: readonly Value[], out: number, o: GGhostStageOptions): Value {
  const { conv, norm, act = relu } = o;
  // The mean is taken map by map: the same numbers as behind the official code's concat, without the wide map.
  const pooled = concat(
    s,
    maps.map((map) => globalAveragePool(s, map)),
  );
  const y = convNormAct(s, pooled, { out, conv, norm, act, names: ['1', '2'] });
  return convNormAct(s, y, { out, conv, norm, act: identity, names: ['4', '5'] });
}
