// Fused inverted bottleneck: the expansion and the depthwise convolution as one dense convolution.

import { emit, type Scope, type Value } from '@gossamer/core';
import { Add } from '@gossamer/core/ops';
import { identity, relu } from '../layers/activations.js';
import { channels, makeDivisible } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { BlockOptions } from './block.js';

export interface FusedInvertedBottleneckOptions extends BlockOptions {
  /** Hidden channels over input channels, rounded to a multiple of 8. */
  expand: number;
  /** Default 3. */
  kernel?: number | undefined;
  /** Adds the input where shapes allow. Default true. */
  skip?: boolean | undefined;
}

/**
 * Expand kxk, norm, act, project 1x1, norm, [+ x]. arXiv:2404.10518, appendix D.
 * Keys `conv_exp`, `bn1`, `conv_pwl`, `bn2`, as timm's EdgeResidual.
 */
export function fusedInvertedBottleneck(s: Scope, x: Value, o: FusedInvertedBottleneckOptions): Value {
  const { out, kernel = 3, stride = 1, dilation = 1, conv, norm, act = relu, antialias, skip = true } = o;
  const cin = channels(x);
  const expanded = { out: makeDivisible(cin * o.expand), kernel, stride, dilation };
  const y = convNormAct(s, x, { ...expanded, conv, norm, act, antialias, names: ['conv_exp', 'bn1'] });
  const z = convNormAct(s, y, { out, conv, norm, act: identity, names: ['conv_pwl', 'bn2'] });
  return skip && stride === 1 && cin === out ? emit(s, Add, [z, x], {}) : z;
}
