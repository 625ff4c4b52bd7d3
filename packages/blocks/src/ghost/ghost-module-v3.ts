// GhostNetV3's module: the ghost module with each convolution as several parallel branches.

import { OptionError, type Scope, type Value } from '@gossamer/core';
import { add } from '@gossamer/core/ops';
import { relu } from '../layers/activations.js';
import { batchNorm } from '../layers/batch-norm.js';
import { dfcAttention } from './dfc-attention.js';
import { type GhostModuleOptions, ghostWidths, withGhosts } from './ghost-module.js';
import { normedConv, parallelConvs } from './parallel-convs.js';

/**
 * The ghost module as it is trained: three dense convolutions added up, then three depthwise ones, a 1x1 one and a norm
 * alone added up: [N,C,H,W] -> [N,out,H',W']. arXiv:2404.11202, on re-parameterisation.
 * Keys `primary_rpr_conv.N.{conv,bn1}`, `cheap_rpr_scale.{conv,bn1}`, `cheap_rpr_skip`, `cheap_rpr_conv.N.{conv,bn1}`, as
 * timm's GhostModuleV3. `mergeParallelConvolutions` turns it into a ghost module of two convolutions.
 * @throws OptionError for a ratio other than 2: the branch that is a norm alone has as many ghosts as primary channels
 */
export function ghostModuleV3(s: Scope, x: Value, o: GhostModuleOptions): Value {
  const { out, kernel = 1, stride = 1, dilation = 1, cheapKernel = 3, bias, conv } = o;
  const { norm = batchNorm(), act = relu } = o;
  const { primary, cheap } = ghostWidths(s, o);
  if (primary !== cheap) {
    throw new OptionError(`GhostNetV3's module has a ratio of 2, found ${o.ratio}`, {
      path: s.path,
      within: s.graph.name,
      hint: 'one of its branches is a norm alone, which gives one ghost for each primary channel',
    });
  }
  const layers = { conv, norm, bias };
  const dense = { ...layers, out: primary, kernel, stride, dilation };
  const y = act(s, parallelConvs(s('primary_rpr_conv'), x, dense));
  const depthwise = { ...layers, out: cheap, groups: primary, dilation };
  const scaled = normedConv(s('cheap_rpr_scale'), y, { ...depthwise, kernel: 1 });
  const first = add(s, scaled, norm(s('cheap_rpr_skip'), y));
  const sum = parallelConvs(s('cheap_rpr_conv'), y, { ...depthwise, kernel: cheapKernel }, first);
  return withGhosts(s, y, act(s, sum), out);
}

/** `ghostModuleV3` under DFC attention; keys `short_conv` beside its own, as timm's GhostModuleV3 in mode `shortcut`. */
export function attendedGhostModuleV3(s: Scope, x: Value, o: GhostModuleOptions): Value {
  const { conv, norm, kernel, stride, dilation } = o;
  return dfcAttention(s('short_conv'), x, ghostModuleV3(s, x, o), { conv, norm, kernel, stride, dilation });
}
