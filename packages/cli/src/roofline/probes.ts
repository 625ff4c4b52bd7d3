// The graphs that are run to learn what kinds of layers cost on this machine.

import type { Graph, Value } from '@gossamer/core';
import { ProbeBuilder } from './probe-builder.js';

type Layers = (b: ProbeBuilder, x: Value, channels: number) => Value;

/** Layers that keep their input's shape, or shrink it, and how they are called. */
const PATTERNS: Readonly<Record<string, Layers>> = {
  pointwise: (b, x, c) => twice((y) => b.conv(b.relu(b.conv(y, 4 * c)), c), x),
  depthwise3: (b, x, c) => times(4, (y) => b.relu(b.depthwise(y, 3)), b.conv(x, 2 * c)),
  depthwise5: (b, x, c) => times(4, (y) => b.relu(b.depthwise(y, 5)), b.conv(x, 2 * c)),
  inverted: (b, x, c) =>
    twice(
      inverted(b, 3, (y) => b.relu(y)),
      b.conv(x, c),
    ),
  inverted6: (b, x, c) =>
    twice(
      inverted(b, 3, (y) => b.relu6(y)),
      b.conv(x, c),
    ),
  invertedSwish: (b, x, c) =>
    twice(
      inverted(b, 5, (y) => b.hardSwish(y)),
      b.conv(x, c),
    ),
  separable6: (b, x, c) => times(3, (y) => b.relu6(b.conv(b.relu6(b.depthwise(y, 3)), c)), b.conv(x, c)),
  leaky: (b, x, c) => twice((y) => b.leakyRelu(b.conv(b.leakyRelu(b.conv(y, c)), c, { kernel: 3 })), x),
  gated: (b, x, c) => twice((y) => b.mul(y, b.sigmoid(b.conv(b.relu(b.conv(y, c)), c))), b.conv(x, c)),
  bare: (b, x, c) => times(3, (y) => b.depthwise(b.conv(y, c), 3), x),
  strided: (b, x, c) => b.depthwise(b.depthwise(b.relu(b.conv(x, 4 * c)), 3, 2), 5, 2),
  dense3: (b, x, c) => twice((y) => b.relu(b.conv(y, c, { kernel: 3 })), x),
  dense2: (b, x, c) => b.relu(b.conv(b.conv(x, c, { kernel: 2, stride: 2 }), c, { kernel: 3 })),
  excite: (b, x, c) => twice((y) => b.excite(b.relu(b.conv(y, c))), x),
  ghost: (b, x, c) => twice((y) => ghost(b, y, c), x),
  partial: (b, x, c) => twice((y) => partial(b, y, c), x),
  grouped: (b, x, c) => {
    const wide = b.conv(x, 64);
    return b.conv(
      times(2, (y) => b.relu(b.conv(y, 64, { kernel: 3, groups: 4 })), wide),
      c,
    );
  },
  narrow: (b, x, c) => {
    const width = 24 * Math.max(1, Math.round(c / 24));
    const wide = b.conv(x, width);
    return b.conv(
      times(2, (y) => b.relu(b.conv(y, width, { kernel: 3, groups: (width / 24) * 2 })), wide),
      c,
    );
  },
  shuffle: (b, x, c) => {
    const width = 12 * Math.ceil(c / 12);
    const unit = (y: Value): Value => {
      const mixed = b.shuffle(b.relu(b.conv(y, width, { groups: 3 })), 3);
      return b.relu(b.add(b.conv(b.depthwise(mixed, 3), width, { groups: 3 }), y));
    };
    return twice(unit, b.conv(x, width));
  },
  sums: (b, x, c) => {
    const other = b.conv(x, c);
    return times(3, (y) => b.add(b.relu(b.add(y, other)), x), b.conv(x, c));
  },
};

/** Height and channels of the stages of the networks of the catalog. */
const STAGES = [
  [112, 8],
  [112, 16],
  [112, 40],
  [56, 12],
  [56, 24],
  [56, 64],
  [28, 8],
  [28, 40],
  [28, 128],
  [14, 96],
  [14, 176],
  [14, 320],
  [7, 160],
  [7, 416],
] as const;

/** A large feature map of many channels costs more than it teaches. */
const MOST_MACS = 2.5e8;

export interface Probe {
  readonly name: string;
  build(): Graph | Promise<Graph>;
  /** Variance of a weight times its fan-in. Default 1. */
  readonly gain?: number;
  /** How much it counts in the fit. Default 1. */
  readonly weight?: number;
}

/** About a hundred small graphs over the kinds of layers and sizes the catalog uses. */
export function probes(): Probe[] {
  const staged = Object.entries(PATTERNS).flatMap(([pattern, layers]) =>
    STAGES.filter(([side, channels]) => estimate(pattern, side, channels) <= MOST_MACS).map(
      ([side, channels]): Probe => ({
        name: `${pattern} ${channels}x${side}x${side}`,
        build: () => {
          const b = new ProbeBuilder(pattern);
          return b.finish(layers(b, b.input(channels, side), channels));
        },
      }),
    ),
  );
  return [...staged, ...stems(), ...heads(), ...attentions()];
}

type Act = 'relu' | 'relu6' | 'hardSwish';

function stems(): Probe[] {
  const sizes: (readonly [side: number, out: number, kernel: number, stride: number, act?: Act])[] = [
    [224, 16, 3, 2, 'relu'],
    [224, 16, 3, 2, 'hardSwish'],
    [224, 32, 3, 2, 'relu'],
    [224, 32, 3, 2, 'relu6'],
    [256, 32, 3, 2, 'relu'],
    [128, 32, 3, 2, 'relu'],
    [160, 16, 3, 2],
    [224, 24, 3, 2, 'relu6'],
    [192, 48, 3, 2],
    [224, 40, 4, 4],
    [160, 72, 4, 4],
    [224, 32, 7, 2, 'relu'],
    [224, 64, 7, 2, 'relu'],
    [160, 64, 7, 2],
  ];
  return sizes.flatMap(([side, out, kernel, stride, act]) =>
    [false, true].map((pooled) => ({
      name: `stem ${out} of ${kernel}x${kernel} at ${side}${act ? ` ${act}` : ''}${pooled ? ' pooled' : ''}`,
      build: () => {
        const b = new ProbeBuilder('stem');
        const conv = b.conv(b.input(3, side), out, { kernel, stride });
        const stem = act === undefined ? conv : b[act](conv);
        return b.finish(pooled ? b.maxPool(stem) : stem);
      },
    })),
  );
}

/** Pool, a convolution on one pixel and a classifier. */
function heads(): Probe[] {
  const widths = [
    [320, 1280],
    [576, 1024],
    [960, 1280],
    [1024, 640],
  ] as const;
  return widths.flatMap(([channels, out]) => [
    {
      name: `head ${channels} ${out}`,
      build: () => {
        const b = new ProbeBuilder('head');
        return b.finish(b.linear(b.relu(b.conv(b.pool(b.conv(b.input(64, 7), channels)), out)), 1000));
      },
    },
    {
      name: `classifier ${channels}`,
      build: () => {
        const b = new ProbeBuilder('classifier');
        return b.finish(b.linear(b.mean(b.conv(b.input(64, 7), channels)), 1000));
      },
    },
  ]);
}

function attentions(): Probe[] {
  const sizes = [
    [16, 64],
    [12, 64],
    [8, 128],
  ] as const;
  return sizes.map(([side, channels]) => ({
    name: `attention ${channels}x${side}x${side}`,
    build: () => {
      const b = new ProbeBuilder('attention');
      return b.finish(
        twice(
          (y) => b.add(b.conv(b.attend(b.conv(b.norm(b.add(y, y)), channels)), channels), y),
          b.input(channels, side),
        ),
      );
    },
  }));
}

/** MobileNetV2's block. */
function inverted(b: ProbeBuilder, kernel: number, act: (x: Value) => Value): (x: Value) => Value {
  return (x) => {
    const channels = b.channels(x);
    return b.add(b.conv(act(b.depthwise(act(b.conv(x, 4 * channels)), kernel)), channels), x);
  };
}

/** C-Ghost's module: half the channels from a convolution, half from a cheap one. */
function ghost(b: ProbeBuilder, x: Value, channels: number): Value {
  const half = 4 * Math.ceil(channels / 8);
  const primary = b.relu(b.conv(x, half));
  return b.add(b.conv(b.concat(primary, b.relu(b.depthwise(primary, 3))), channels), x);
}

/** FasterNet's block: a convolution of a quarter of the channels. */
function partial(b: ProbeBuilder, x: Value, channels: number): Value {
  const [head, rest] = b.split(x, 4 * Math.ceil(channels / 16)) as [Value, Value];
  const mixed = b.concat(b.conv(head, b.channels(head), { kernel: 3 }), rest);
  return b.add(b.conv(b.gelu(b.conv(mixed, 2 * channels)), channels), x);
}

function twice(layer: (x: Value) => Value, x: Value): Value {
  return times(2, layer, x);
}

function times(count: number, layer: (x: Value) => Value, x: Value): Value {
  return count === 0 ? x : times(count - 1, layer, layer(x));
}

/** MACs, to the order of magnitude. */
function estimate(pattern: string, side: number, channels: number): number {
  const factor =
    {
      dense3: 18,
      dense2: 4,
      leaky: 20,
      inverted: 16,
      inverted6: 16,
      invertedSwish: 16,
      pointwise: 16,
      strided: 4,
    }[pattern] ?? 4;
  return factor * side * side * channels * channels;
}
