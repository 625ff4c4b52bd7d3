// Convolutions of all windows, and what may follow them.

import { emit, type Scope, type Value } from '@gossamer/core';
import { Add, Conv, HardSwish, LeakyRelu, Mul, Neg, Relu, Sigmoid } from '@gossamer/core/ops';
import fc from 'fast-check';
import { weight } from './graphs.js';
import { below, size } from './holds.js';

/** Everything that may follow a convolution's sums. */
const tails: readonly ((s: Scope, y: Value, x: Value) => Value)[] = [
  (_, y) => y,
  (s, y) => emit(s, Relu, [y], {}),
  (s, y) => emit(s, HardSwish, [y], {}),
  (s, y) => emit(s, Mul, [y, emit(s, Sigmoid, [y], {})], {}),
  (s, y) => emit(s, Add, [y, emit(s('other'), Conv, [y, weight(s('other'), 'weight', square(y))], {})], {}),
  (s, y) =>
    emit(s, LeakyRelu, [emit(s, Add, [emit(s, Relu, [emit(s, Neg, [y], {})], {}), y], {})], { alpha: 0.1 }),
];

export function square(y: Value): number[] {
  const channels = y.type.shape[1] as number;
  return [channels, channels, 1, 1];
}

export const windows = fc.record({
  kernel: fc.tuple(size(5), size(5)),
  strides: fc.tuple(size(3), size(3)),
  dilation: size(2),
  pads: fc.tuple(below(3), below(3), below(3), below(3)),
  extra: fc.tuple(below(9), below(9)),
  bias: fc.boolean(),
  tail: below(tails.length),
});

export type Window = typeof windows extends fc.Arbitrary<infer T> ? T : never;

/** An input just large enough for the window, and a little. */
export function windowed(channels: number, out: number, group: number, w: Window) {
  const [height, width] = [0, 1].map((i) =>
    Math.max(1, ((w.kernel[i] ?? 1) - 1) * w.dilation + 1 - (w.pads[i] ?? 0) - (w.pads[i + 2] ?? 0)),
  ) as [number, number];
  const shape = [1, channels, height + w.extra[0], width + w.extra[1]];
  const attrs = { group, strides: w.strides, pads: w.pads, dilations: [w.dilation, w.dilation] };
  const body = (s: Scope, x: Value): Value => {
    const own = s('conv');
    const inputs = [x, weight(own, 'weight', [out, channels / group, ...w.kernel])];
    if (w.bias) inputs.push(weight(own, 'bias', [out]));
    return (tails[w.tail] as (typeof tails)[number])(s, emit(own, Conv, inputs, attrs), x);
  };
  return { shape, body };
}
