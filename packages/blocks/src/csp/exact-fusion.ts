// Exact Fusion Model (EFM): a feature pyramid whose levels gather exactly their neighbours, compressed by Maxout.

import { OptionError, type Scope, type Value } from '@gossamer/core';
import { max } from '@gossamer/core/ops';
import { leakyRelu } from '../layers/activations.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { LayerChoices } from '../layers/layer.js';
import { maxPool2d } from '../layers/pool.js';
import { nearestLike } from '../layers/resize.js';

export interface ExactFusionOptions extends Pick<LayerChoices, 'norm' | 'act'> {
  /** Channels of every output level. */
  out: number;
}

/**
 * One map a level, all with `out` channels and the level's size. Level s is the elementwise maximum (Maxout over the stacked
 * groups) of the pooled level s-1, level s and the upsampled level s+1, each after a 1x1 convolution, then a 3x3 convolution.
 * arXiv:1911.11929, section 3.2, which gives no widths and no code: this is a reading of it, not a reproduction.
 * Keys `lateral.S.{0,1}`, `fuse.S.{0,1}`.
 *
 * @param levels finest first, each half the size of the one before (rounded up)
 * @throws OptionError for fewer than two levels
 */
export function exactFusion(s: Scope, levels: readonly Value[], o: ExactFusionOptions): Value[] {
  if (levels.length < 2)
    throw new OptionError(`a pyramid needs at least two levels, found ${levels.length}`, { path: s.path });
  const { out, norm, act = leakyRelu(0.1) } = o;
  const layer = { out, norm, act, names: ['0', '1'] as const };
  const lateral = levels.map((level, i) => convNormAct(s('lateral')(i), level, layer));
  return lateral.map((level, i) => {
    const finer = lateral[i - 1];
    const coarser = lateral[i + 1];
    const gathered = [level];
    if (finer) gathered.unshift(maxPool2d(s, finer, { kernel: 2, ceil: true }));
    if (coarser) gathered.push(nearestLike(s, coarser, level));
    return convNormAct(s('fuse')(i), max(s, ...gathered), { ...layer, kernel: 3 });
  });
}
