// Partial convolution (PConv): a dense convolution on some channels, the others pass through.

import { type Init, OptionError, type Scope, type Value } from '@gossamer/core';
import { concat, slice, split } from '@gossamer/core/ops';
import { channels } from '../layers/channels.js';
import { conv2d } from '../layers/conv2d.js';
import type { ConvLayer } from '../layers/layer.js';

export interface PartialConvOptions {
  /** Share of the channels that are convolved is 1 / divisor. Default 4 (the paper's r = 1/4). */
  divisor?: number | undefined;
  /** Default 3. */
  kernel?: number | undefined;
  /** How the channels are taken apart: one Split, or two Slices. The numbers are the same. Default `split`. */
  form?: 'split' | 'slice' | undefined;
  conv?: ConvLayer | undefined;
  /** Start of the convolution's weight. Default: conv2d's. */
  init?: Init | undefined;
}

/**
 * The first floor(C / divisor) channels through a kxk convolution, the rest as they are: shape unchanged.
 * h w k^2 (C/d)^2 multiply-accumulates. arXiv:2303.03667, section 3.2. Key `partial_conv3.weight`.
 * @throws OptionError where no channel would be convolved
 */
export function partialConv(s: Scope, x: Value, o: PartialConvOptions = {}): Value {
  const { divisor = 4, kernel = 3, form = 'split', conv = conv2d, init } = o;
  const width = channels(x);
  const part = Math.floor(width / divisor);
  if (part < 1) {
    throw new OptionError(`a partial convolution of 1/${divisor} of ${width} channels has none to convolve`, {
      path: s.path,
      hint: `use a divisor of at most ${width}`,
    });
  }
  if (part === width) return conv(s('partial_conv3'), x, { out: part, kernel, init });
  const [first, rest] =
    form === 'split'
      ? (split(s, x, [part, width - part]) as [Value, Value])
      : [slice(s, x, 0, part), slice(s, x, part, width)];
  return concat(s, [conv(s('partial_conv3'), first, { out: part, kernel, init }), rest]);
}
