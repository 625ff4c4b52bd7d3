// Convolutions over odd shapes, strides, pads and channel remainders, against the interpreter.

import { emit } from '@gossamer/core';
import { Conv, ConvTranspose, FusedConv, Relu } from '@gossamer/core/ops';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { weight } from '../testing/graphs.js';
import { below, holds, size } from '../testing/holds.js';
import { square, windowed, windows } from '../testing/windowed.js';

describe('convolution', { timeout: 60_000 }, () => {
  it('dense', () =>
    holds(fc.tuple(size(13), size(29), windows), ([channels, out, w]) => windowed(channels, out, 1, w), 120));

  it('grouped', () =>
    holds(fc.tuple(size(6), size(7), size(7), windows), ([group, own, out, w]) =>
      windowed(group * own, group * out, group, w),
    ));

  it('depthwise', () =>
    holds(
      fc.tuple(fc.integer({ min: 2, max: 13 }), windows),
      ([channels, w]) => windowed(channels, channels, channels, w),
      120,
    ));

  it('of points, with sums so long that they are split', () =>
    holds(
      fc.tuple(fc.integer({ min: 300, max: 900 }), size(37), size(7)),
      ([channels, out, width]) =>
        windowed(channels, out, 1, {
          kernel: [1, 1],
          strides: [1, 1],
          dilation: 1,
          pads: [0, 0, 0, 0],
          extra: [2, width],
          bias: true,
          tail: 0,
        }),
      20,
    ));

  it('transposed', () =>
    holds(
      fc.tuple(size(3), size(5), size(6), windows, below(2)),
      ([group, own, out, w, more]) => ({
        shape: [1, group * own, 1 + w.extra[0], 1 + w.extra[1]],
        body: (s, x) => {
          const pads = w.pads.map((pad, i) => Math.min(pad, w.dilation * ((w.kernel[i % 2] ?? 1) - 1)));
          // An output of nothing is no network.
          const isEmpty = [0, 1].some(
            (i) =>
              (w.extra[i] ?? 0) * (w.strides[i] ?? 1) + w.dilation * ((w.kernel[i] ?? 1) - 1) <
              (pads[i] ?? 0) + (pads[i + 2] ?? 0),
          );
          const own2 = s('conv');
          const inputs = [x, weight(own2, 'weight', [group * own, out, ...w.kernel])];
          if (w.bias) inputs.push(weight(own2, 'bias', [group * out]));
          const y = emit(own2, ConvTranspose, inputs, {
            group,
            strides: w.strides,
            dilations: [w.dilation, w.dilation],
            pads: isEmpty ? [0, 0, 0, 0] : pads,
            output_padding: w.strides.map((stride) => Math.min(more, stride - 1)),
          });
          return emit(s, Relu, [y], {});
        },
      }),
      100,
    ));

  it('with the activation inside', () =>
    holds(
      fc.tuple(
        size(9),
        size(9),
        fc.boolean(),
        fc.constantFrom<[string, number[]]>(
          ['Relu', []],
          ['Tanh', []],
          ['Sigmoid', []],
          ['HardSwish', []],
          ['LeakyRelu', [0.3]],
          ['Clip', [-0.25, 0.5]],
          ['HardSigmoid', [0.3, 0.4]],
        ),
      ),
      ([channels, width, sum, [activation, activation_params]]) => ({
        shape: [1, channels, 3, width],
        body: (s, x) => {
          const inputs = [x, weight(s, 'weight', square(x)), weight(s, 'bias', [channels])];
          return emit(s, FusedConv, sum ? [...inputs, x] : inputs, { activation, activation_params });
        },
      }),
    ));

  it('with automatic padding', () =>
    holds(
      fc.tuple(size(9), size(9), size(4), size(3), fc.boolean()),
      ([height, width, kernel, stride, upper]) => ({
        shape: [1, 5, height, width],
        body: (s, x) =>
          emit(s, Conv, [x, weight(s, 'weight', [6, 5, kernel, kernel])], {
            auto_pad: upper ? 'SAME_UPPER' : 'SAME_LOWER',
            strides: [stride, stride],
          }),
      }),
    ));
});
