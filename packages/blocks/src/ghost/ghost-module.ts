// Ghost module: some channels by convolution, the rest from those by cheap depthwise operations.

import { OptionError, type Scope, type Value } from '@gossamer/core';
import { concat, slice } from '@gossamer/core/ops';
import { channels } from '../layers/channels.js';
import { convNormAct } from '../layers/conv-norm-act.js';
import type { LayerChoices } from '../layers/layer.js';

export interface GhostModuleOptions extends LayerChoices {
  /** Output channels. */
  out: number;
  /** Kernel of the primary convolution. Default 1. */
  kernel?: number | undefined;
  /** Stride of the primary convolution. Default 1. */
  stride?: number | undefined;
  /** Dilation of both convolutions. Default 1. */
  dilation?: number | undefined;
  /** Output channels for each primary one, the paper's s: an integer from 2. Default 2. */
  ratio?: number | undefined;
  /** Kernel of the cheap operation, the paper's d: odd. Default 3. */
  cheapKernel?: number | undefined;
  /** Learned biases on both convolutions. Default false; the published networks have none. */
  bias?: boolean | undefined;
}

/** A ghost module of any version. */
export type GhostModule = (s: Scope, x: Value, options: GhostModuleOptions) => Value;

/**
 * [primary, cheap(primary)] cut to `out` channels: ceil(out / ratio) channels of a dense convolution, and ratio - 1
 * ghosts of each by a depthwise one: [N,C,H,W] -> [N,out,H',W']. arXiv:1911.11907, section 3.1 and figure 2b.
 * Keys `primary_conv.{0,1}`, `cheap_operation.{0,1}` (convolution, norm), as timm's GhostModule.
 * @throws OptionError for a ratio that is not an integer from 2, or an even cheap kernel
 */
export function ghostModule(s: Scope, x: Value, o: GhostModuleOptions): Value {
  const { out, kernel = 1, stride = 1, dilation = 1, cheapKernel = 3, bias, conv, norm, act } = o;
  const { primary, cheap } = ghostWidths(s, o);
  const layers = { conv, norm, act, bias, dilation, names: ['0', '1'] as const };
  const y = convNormAct(s('primary_conv'), x, { ...layers, out: primary, kernel, stride });
  const depthwise = { ...layers, out: cheap, kernel: cheapKernel, groups: primary };
  return withGhosts(s, y, convNormAct(s('cheap_operation'), y, depthwise), out);
}

/** Channels of the two convolutions. */
export function ghostWidths(s: Scope, o: GhostModuleOptions): { primary: number; cheap: number } {
  const { out, ratio = 2, cheapKernel = 3 } = o;
  const place = { path: s.path, within: s.graph.name };
  if (!Number.isInteger(ratio) || ratio < 2) {
    const hint = 'each primary channel comes with ratio - 1 ghosts; 1 would leave none';
    throw new OptionError(`a ghost module's ratio is an integer from 2, found ${ratio}`, { ...place, hint });
  }
  if (cheapKernel % 2 !== 1) {
    const hint =
      'an even kernel would change the size, and the ghosts could not stand beside their originals';
    throw new OptionError(`a ghost module's cheap kernel is odd, found ${cheapKernel}`, { ...place, hint });
  }
  const primary = Math.ceil(out / ratio);
  return { primary, cheap: primary * (ratio - 1) };
}

/** [primary, ghosts], cut to `out` channels where the ratio does not divide them. */
export function withGhosts(s: Scope, primary: Value, ghosts: Value, out: number): Value {
  const y = concat(s, [primary, ghosts], 1);
  return channels(y) === out ? y : slice(s, y, 0, out);
}
