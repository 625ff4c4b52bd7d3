// Random networks of all kinds of layers, odd sizes and channel counts, for the test of memory accesses.

import { constant, emit, emitAll, type Model, type Scope, type Value } from '@gossamer/core';
import {
  Add,
  AveragePool,
  BatchNormalization,
  Clip,
  Concat,
  Conv,
  ConvTranspose,
  Flatten,
  FusedConv,
  Gelu,
  Gemm,
  GlobalAveragePool,
  HardSigmoid,
  HardSwish,
  LeakyRelu,
  MatMul,
  Max,
  MaxPool,
  Mul,
  Pad,
  Pow,
  PRelu,
  Relu,
  Reshape,
  Resize,
  Sigmoid,
  Slice,
  Softmax,
  Split,
  Sub,
  Tanh,
  Transpose,
} from '@gossamer/core/ops';
import { modelOf, weight } from './graphs.js';

/** Numbers that follow from a seed. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 to `count - 1`. */
  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor(((this.#state >>> 8) / 2 ** 24) * count);
  }

  pick<T>(...from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] as T;
  }
}

type Layer = (s: Scope, x: Value, dice: Dice) => Value;

const sizes = (x: Value) => x.type.shape as readonly [number, number, number, number];

/** Layers that take and give pictures; each falls back to the picture itself where it does not fit. */
const LAYERS: readonly Layer[] = [
  (s, x, d) => convolution(s, x, d, { out: 1 + d.below(21), group: 1 }),
  (s, x, d) => convolution(s, x, d, { out: sizes(x)[1], group: sizes(x)[1] }),
  groupedConvolution,
  pointAndShortcut,
  (s, x, d) => emit(s, d.pick(Relu, HardSwish, Sigmoid, Tanh), [x], {}),
  (s, x, d) => emit(s, d.pick(LeakyRelu, HardSigmoid), [x], { alpha: d.pick(0.1, 0.3) }),
  (s, x, d) => emit(s, Gelu, [x], { approximate: d.pick('none', 'tanh') }),
  (s, x) => emit(s, Clip, [x, scalar(-1), scalar(1)], {}),
  pooled,
  norm,
  squeezeExcite,
  (s, x, d) => emit(s, d.pick(Add, Sub, Mul, Max), [x, d.pick(scalar(0.5), channelConstant(x))], {}),
  (s, x) => emit(s, Add, [x, emit(s, Reshape, [x, constant([...sizes(x)])], {})], {}),
  (s, x, d) =>
    emit(s, Concat, [x, convolution(s, x, d, { out: 1 + d.below(9), group: 1, kernel: 1 })], { axis: 1 }),
  splitAndSwap,
  shuffled,
  sliced,
  resized,
  attention,
  framed,
  (s, x) => emit(s, PRelu, [x, weight(s('slope'), 'weight', [sizes(x)[1], 1, 1])], {}),
  (s, x, d) => emit(s, Pow, [x, scalar(d.pick(2, 3))], {}),
  enlarged,
  fusedConvolution,
  wideConvolution,
];

/** The network of a seed. */
export function randomNetwork(seed: number): { model: Model; shape: readonly number[] } {
  const dice = new Dice(seed);
  const shape = [1, 1 + dice.below(9), 3 + dice.below(11), 3 + dice.below(11)];
  const depth = 2 + dice.below(7);
  const model = modelOf(shape, (s, x) => {
    let y = x;
    for (let i = 0; i < depth; i++) y = (LAYERS[dice.below(LAYERS.length)] as Layer)(s(`layer${i}`), y, dice);
    return dice.below(3) === 0 ? head(s('head'), y) : y;
  });
  return { model, shape };
}

/** 3x3 on a picture that is large enough for minimal filtering; of the result a corner. */
function wideConvolution(s: Scope, x: Value, dice: Dice): Value {
  const [batch, channels, height, width] = sizes(x);
  const to = constant([batch, channels, Math.min(height + 9, 21), Math.min(width + 8, 19)]);
  const large = emit(s, Resize, [x, undefined, undefined, to], { mode: 'nearest' });
  const wide = convolution(s('wide'), large, dice, { out: dice.pick(16, 20, 27), group: 1, kernel: 1 });
  const own = s('filter');
  const w = weight(own, 'weight', [dice.pick(16, 21), sizes(wide)[1], 3, 3]);
  const stride = dice.pick(1, 1, 2);
  const pads = Array.from({ length: 4 }, () => dice.below(3));
  const y = emit(own, Conv, [wide, w], { strides: [stride, stride], pads });
  return emit(s, Slice, [y, constant([0, 0]), constant([7, 6]), constant([2, 3])], {});
}

interface ConvOptions {
  readonly out: number;
  readonly group: number;
  readonly kernel?: number;
}

function convolution(s: Scope, x: Value, dice: Dice, { out, group, kernel }: ConvOptions): Value {
  const [, channels, height, width] = sizes(x);
  const rows = kernel ?? dice.pick(1, 2, 3, 5, 7);
  const cols = kernel ?? dice.pick(rows, 1, 3);
  const dilation = dice.pick(1, 1, 2);
  const pads = [dice.below(rows + 1), dice.below(cols + 1), dice.below(rows + 1), dice.below(cols + 1)];
  const same = kernel === undefined ? pads : [0, 0, 0, 0];
  const reach = (size: number, k: number, begin: number, end: number) =>
    size + begin + end - (k - 1) * dilation;
  const fits =
    reach(height, rows, same[0] ?? 0, same[2] ?? 0) > 0 && reach(width, cols, same[1] ?? 0, same[3] ?? 0) > 0;
  if (!fits) return x;
  const strides = kernel === undefined ? [dice.pick(1, 1, 2, 3), dice.pick(1, 1, 2)] : [1, 1];
  const own = s(`conv${s.graph.params.size}`);
  const w = weight(own, 'weight', [out, channels / group, rows, cols]);
  const b = dice.below(2) === 0 ? undefined : weight(own, 'bias', [out]);
  const inputs = b === undefined ? [x, w] : [x, w, b];
  return emit(s, Conv, inputs, { group, strides, pads: same, dilations: [dilation, dilation] });
}

function groupedConvolution(s: Scope, x: Value, dice: Dice): Value {
  const channels = sizes(x)[1];
  const divisors = Array.from({ length: channels }, (_, i) => i + 1).filter((n) => channels % n === 0);
  const group = divisors[dice.below(divisors.length)] ?? 1;
  return convolution(s, x, dice, { out: group * (1 + dice.below(6)), group });
}

function pointAndShortcut(s: Scope, x: Value, dice: Dice): Value {
  const y = convolution(s, x, dice, { out: sizes(x)[1], group: 1, kernel: 1 });
  const active = dice.below(2) === 0 ? y : emit(s, HardSwish, [y], {});
  const sum = emit(s, Add, dice.below(2) === 0 ? [x, active] : [active, x], {});
  return dice.below(2) === 0 ? sum : emit(s, Relu, [sum], {});
}

function pooled(s: Scope, x: Value, dice: Dice): Value {
  const [, , height, width] = sizes(x);
  const kernel = [dice.pick(2, 3), dice.pick(2, 3)] as const;
  if (height < kernel[0] || width < kernel[1]) return x;
  const pad = dice.below(2);
  const attrs = {
    kernel_shape: kernel,
    strides: [dice.pick(1, 2), 2],
    pads: [pad, pad, pad, pad],
    ceil_mode: dice.below(2),
  };
  return dice.below(2) === 0
    ? emit(s, MaxPool, [x], attrs)
    : emit(s, AveragePool, [x], { ...attrs, count_include_pad: dice.below(2) });
}

function norm(s: Scope, x: Value): Value {
  const leaves = ['weight', 'bias', 'running_mean', 'running_var'];
  const statistics = leaves.map((leaf) => weight(s('bn'), leaf, [sizes(x)[1]]));
  return emit(s, Relu, [emit(s, BatchNormalization, [x, ...statistics], {})], {});
}

function squeezeExcite(s: Scope, x: Value, dice: Dice): Value {
  const gate = convolution(s, emit(s, GlobalAveragePool, [x], {}), dice, {
    out: sizes(x)[1],
    group: 1,
    kernel: 1,
  });
  return emit(s, Mul, [x, emit(s, dice.pick(Sigmoid, Tanh), [gate], {})], {});
}

function splitAndSwap(s: Scope, x: Value, dice: Dice): Value {
  const channels = sizes(x)[1];
  if (channels < 2) return x;
  const first = 1 + dice.below(channels - 1);
  const [a, b] = emitAll(s, Split, [x, constant([first, channels - first])], { axis: 1 }, 2) as [
    Value,
    Value,
  ];
  const active = emit(s, Relu, [a], {});
  return emit(s, Concat, dice.below(2) === 0 ? [b, active] : [active, b, a], { axis: 1 });
}

function shuffled(s: Scope, x: Value): Value {
  const [batch, channels, height, width] = sizes(x);
  const groups = [3, 2].find((count) => channels % count === 0);
  if (groups === undefined) return x;
  const matrix = emit(s, Reshape, [x, constant([batch, groups, channels / groups, height, width])], {});
  const turned = emit(s, Transpose, [matrix], { perm: [0, 2, 1, 3, 4] });
  return emit(s, Reshape, [turned, constant([batch, channels, height, width])], {});
}

function sliced(s: Scope, x: Value, dice: Dice): Value {
  const axis = dice.pick(1, 2);
  const starts = [axis, axis + 1].map((a) => dice.below(Math.min(3, sizes(x)[a] as number)));
  return emit(s, Slice, [x, constant(starts), constant([99, 99]), constant([axis, axis + 1])], {});
}

function resized(s: Scope, x: Value, dice: Dice): Value {
  const [batch, channels, height, width] = sizes(x);
  const to = constant([batch, channels, height + dice.below(4), Math.max(1, width - dice.below(3))]);
  return emit(s, Resize, [x, undefined, undefined, to], {
    mode: dice.pick('nearest', 'linear'),
    coordinate_transformation_mode: dice.pick('asymmetric', 'half_pixel', 'align_corners'),
    nearest_mode: dice.pick('floor', 'round_prefer_floor'),
  });
}

function framed(s: Scope, x: Value, dice: Dice): Value {
  const pads = Array.from({ length: 4 }, () => dice.below(3));
  const all = [0, 0, pads[0] ?? 0, pads[1] ?? 0, 0, dice.below(2), pads[2] ?? 0, pads[3] ?? 0];
  return emit(s, Pad, [x, constant(all), scalar(dice.pick(0, -0.5))], {});
}

function enlarged(s: Scope, x: Value, dice: Dice): Value {
  const [, channels, height, width] = sizes(x);
  if (height * width > 200) return x;
  const depthwise = dice.below(2) === 0;
  const kernel = [dice.pick(2, 3), dice.pick(1, 4)] as const;
  const w = weight(s('up'), 'weight', [channels, depthwise ? 1 : 1 + dice.below(6), ...kernel]);
  return emit(s, ConvTranspose, [x, w], {
    group: depthwise ? channels : 1,
    strides: [dice.pick(1, 2), 2],
    pads: [dice.below(2), 0, dice.below(2), 0],
  });
}

function fusedConvolution(s: Scope, x: Value, dice: Dice): Value {
  const channels = sizes(x)[1];
  const own = s('fused');
  const inputs = [x, weight(own, 'weight', [channels, channels, 1, 1]), weight(own, 'bias', [channels])];
  if (dice.below(2) === 0) inputs.push(x);
  const [activation, activation_params] = dice.pick<[string, number[]]>(
    ['Relu', []],
    ['LeakyRelu', [0.2]],
    ['Clip', [-0.5, 0.75]],
    ['HardSwish', []],
  );
  return emit(s, FusedConv, inputs, { activation, activation_params });
}

/** softmax(X^T X / 4) X over pixels, with a transpose too many. */
function attention(s: Scope, x: Value): Value {
  const [batch, channels, height, width] = sizes(x);
  const rows = emit(s, Reshape, [x, constant([batch, 1, channels, height * width])], {});
  const columns = emit(s, Transpose, [rows], { perm: [0, 1, 3, 2] });
  const scores = emit(s, Mul, [emit(s, MatMul, [columns, rows], {}), scalar(0.25)], {});
  const mixed = emit(s, MatMul, [emit(s, Softmax, [scores], { axis: -1 }), columns], {});
  const back = emit(s, Transpose, [mixed], { perm: [0, 1, 3, 2] });
  return emit(s, Reshape, [back, constant([batch, channels, height, width])], {});
}

function head(s: Scope, x: Value): Value {
  const flat = emit(s, Flatten, [x], { axis: 1 });
  const [, features] = flat.type.shape as readonly [number, number];
  const w = weight(s, 'weight', [7, features]);
  return emit(s, Gemm, [flat, w, weight(s, 'bias', [7])], { transB: 1 });
}

const scalar = (value: number): Value => constant([value], [], 'float32');

function channelConstant(x: Value): Value {
  const channels = sizes(x)[1];
  return constant(
    Array.from({ length: channels }, (_, i) => (i % 5) / 4 - 0.4),
    [1, channels, 1, 1],
    'float32',
  );
}
