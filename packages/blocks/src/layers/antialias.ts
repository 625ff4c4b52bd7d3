// Antialiased downsampling: a small blur with stride 2 behind an unstrided convolution. arXiv:1904.11486.

import { constant, emit, type Scope, type Value } from '@gossamer/core';
import { Conv } from '@gossamer/core/ops';
import { channels } from './channels.js';
import { averagePool2d } from './pool.js';

/** Mean of each 2x2 window, stride 2. timm's `aa_layer='avg'`. */
export function averageBlur(s: Scope, x: Value): Value {
  return averagePool2d(s, x, { kernel: 2 });
}

/** Fixed binomial kernel [1,2,1] x [1,2,1] / 16, stride 2, zero padding 1. timm's `aa_layer='blurpc'`; nothing is learned. */
export function binomialBlur(s: Scope, x: Value): Value {
  const width = channels(x);
  const kernel = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((value) => value / 16);
  const weight = constant(
    Array.from({ length: width * 9 }, (_, i) => kernel[i % 9] as number),
    [width, 1, 3, 3],
    'float32',
  );
  return emit(s, Conv, [x, weight], {
    kernel_shape: [3, 3],
    strides: [2, 2],
    pads: [1, 1, 1, 1],
    group: width,
  });
}
