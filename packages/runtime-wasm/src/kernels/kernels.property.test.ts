// Every other kernel over odd shapes and channel remainders, against the interpreter.

import { constant, emit, emitAll, type OpDef, type Scope, type Value } from '@gossamer/core';
import {
  Abs,
  Add,
  AveragePool,
  Clip,
  Concat,
  Div,
  Erf,
  Exp,
  Gather,
  Gelu,
  Gemm,
  GlobalAveragePool,
  GlobalMaxPool,
  HardSigmoid,
  HardSwish,
  LeakyRelu,
  MatMul,
  Max,
  MaxPool,
  Min,
  Mul,
  Neg,
  Pad,
  Pow,
  PRelu,
  Relu,
  Resize,
  Sigmoid,
  Slice,
  Softmax,
  Split,
  Sqrt,
  Sub,
  Tanh,
  Transpose,
} from '@gossamer/core/ops';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { weight } from '../testing/graphs.js';
import { below, holds, size } from '../testing/holds.js';

describe('pooling', () => {
  const pools = fc.record({
    op: fc.constantFrom<OpDef<never>>(MaxPool as OpDef<never>, AveragePool as OpDef<never>),
    shape: fc.tuple(size(9), fc.integer({ min: 3, max: 12 }), fc.integer({ min: 3, max: 30 })),
    kernel: fc.tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 3 })),
    strides: fc.tuple(size(3), size(3)),
    pads: fc.tuple(below(2), below(2), below(2), below(2)),
    ceil: below(2),
    include: below(2),
  });
  it('of windows', () =>
    holds(pools, ({ op, shape, kernel, strides, pads, ceil, include }) => ({
      shape: [1, ...shape],
      body: (s, x) => {
        const average = op.name === 'AveragePool' ? { count_include_pad: include } : {};
        const attrs = { kernel_shape: kernel, strides, pads, ceil_mode: ceil, ...average };
        return emit(s, op as unknown as OpDef, [x], attrs);
      },
    })));

  it.each([GlobalAveragePool, GlobalMaxPool])('of everything: $name', (op) =>
    holds(
      fc.tuple(size(9), size(20), size(20)),
      (shape) => ({
        shape: [1, ...shape],
        body: (s, x) => emit(s, op, [x], {}),
      }),
      15,
    ),
  );
});

describe('elementwise', () => {
  const unary: readonly [string, (s: Scope, x: Value) => Value][] = [
    ...[Abs, Erf, Exp, HardSwish, Neg, Relu, Sigmoid, Tanh].map(
      (op): [string, (s: Scope, x: Value) => Value] => [op.name, (s, x) => emit(s, op, [x], {})],
    ),
    ['Sqrt', (s, x) => emit(s, Sqrt, [emit(s, Abs, [x], {})], {})],
    ['Gelu', (s, x) => emit(s, Gelu, [x], { approximate: 'none' })],
    ['Gelu of tanh', (s, x) => emit(s, Gelu, [x], { approximate: 'tanh' })],
    ['HardSigmoid', (s, x) => emit(s, HardSigmoid, [x], { alpha: 0.3, beta: 0.4 })],
    ['LeakyRelu', (s, x) => emit(s, LeakyRelu, [x], { alpha: 1.5 })],
    ['Clip', (s, x) => emit(s, Clip, [x, undefined, constant([0.5], [], 'float32')], {})],
  ];
  it.each(unary)('%s', (_, body) =>
    holds(fc.tuple(size(7), size(5), size(5)), (shape) => ({ shape: [1, ...shape], body }), 10),
  );

  const shapes = fc.constantFrom<readonly number[]>(
    [1, 6, 5, 3],
    [1, 6, 1, 1],
    [6, 1, 1],
    [],
    [1],
    [5, 3],
    [1, 1, 1, 3],
  );
  it.each([0.5, 1, 2, 3, 4])('to the power of %s', (power) =>
    holds(
      fc.tuple(size(9), size(9)),
      ([channels, width]) => ({
        shape: [1, channels, width],
        body: (s, x) => emit(s, Pow, [emit(s, Abs, [x], {}), constant([power], [], 'float32')], {}),
      }),
      20,
    ),
  );

  it('PRelu', () =>
    holds(fc.tuple(size(9), size(9), fc.boolean()), ([channels, width, each]) => ({
      shape: [1, channels, 2, width],
      body: (s, x) =>
        emit(
          s,
          PRelu,
          [
            emit(s, MaxPool, [x], { kernel_shape: [1, 1] }),
            weight(s, 'weight', each ? [channels, 1, 1] : [1]),
          ],
          {},
        ),
    })));

  it('of two, in all broadcasts', () =>
    holds(
      fc.tuple(fc.constantFrom(Add, Sub, Mul, Div, Max, Min), shapes, fc.boolean(), fc.boolean()),
      ([op, shape, first, blocked]) => ({
        shape: [1, 6, 5, 3],
        body: (s, x) => {
          const count = shape.reduce((product, n) => product * n, 1);
          const numbers = Array.from({ length: count }, (_, i) => ((i * 7) % 11) / 4 + 0.5);
          const other = constant(numbers, shape, 'float32');
          const y = blocked ? emit(s, MaxPool, [x], { kernel_shape: [1, 1] }) : x;
          return emit(s, op, first ? [other, y] : [y, other], {});
        },
      }),
      80,
    ));
});

describe('matrices', () => {
  it('are multiplied, in stacks and against constants', () =>
    holds(
      fc.tuple(size(3), size(9), size(9), size(37), fc.boolean()),
      ([stack, rows, inner, cols, single]) => ({
        shape: [1, stack, rows, inner],
        body: (s, x) => emit(s, MatMul, [x, weight(s, 'weight', [1, single ? 1 : stack, inner, cols])], {}),
      }),
      40,
    ));

  it('of a classifier', () =>
    holds(
      fc.tuple(size(41), size(77), below(2), fc.boolean()),
      ([inner, cols, transB, bias]) => ({
        shape: [1, inner],
        body: (s, x) => {
          const w = weight(s, 'weight', transB === 1 ? [cols, inner] : [inner, cols]);
          return emit(s, Gemm, bias ? [x, w, weight(s, 'bias', [cols])] : [x, w], { transB, alpha: 0.5 });
        },
      }),
      40,
    ));

  it('become probabilities', () =>
    holds(
      fc.tuple(size(5), size(23)),
      ([rows, cols]) => ({
        shape: [1, rows, cols],
        body: (s, x) => emit(s, Softmax, [emit(s, Mul, [x, constant([9], [], 'float32')], {})], { axis: -1 }),
      }),
      30,
    ));
});

describe('moving', () => {
  it('transposes up to five axes', () =>
    holds(
      fc.tuple(fc.array(size(4), { minLength: 2, maxLength: 4 }), fc.nat()),
      ([shape, order]) => ({
        shape: [1, ...shape],
        body: (s, x) => {
          const perm = shape.map((_, i) => i).sort((a, b) => ((a * 7 + order) % 5) - ((b * 7 + order) % 5));
          return emit(s, Transpose, [x], { perm: [...perm.map((axis) => axis + 1), 0] });
        },
      }),
      40,
    ));

  it('cuts and joins channels, and every other axis', () =>
    holds(fc.tuple(size(9), size(9), size(4), fc.boolean()), ([first, second, width, blocked]) => ({
      shape: [1, first + second, 3, width],
      body: (s, x) => {
        const y = blocked ? emit(s, MaxPool, [x], { kernel_shape: [1, 1] }) : x;
        const [a, b] = emitAll(s, Split, [y, constant([first, second])], { axis: 1 }, 2) as [Value, Value];
        const channels = emit(s, Concat, [b, emit(s, Relu, [a], {}), y, a], { axis: 1 });
        const rows = emit(s, Concat, [channels, channels], { axis: 2 });
        return emit(
          s,
          Slice,
          [rows, constant([1, 0]), constant([5, 99]), constant([2, 3]), constant([2, 1])],
          {},
        );
      },
    })));

  it('picks channels, some of them again', () =>
    holds(
      size(9).chain((channels) =>
        fc.record({
          channels: fc.constant(channels),
          width: size(4),
          indices: fc.array(fc.integer({ min: -channels, max: channels - 1 }), {
            minLength: 1,
            maxLength: 11,
          }),
        }),
      ),
      ({ channels, width, indices }) => ({
        shape: [1, channels, 3, width],
        body: (s, x) => emit(s, Gather, [x, constant(indices)], { axis: 1 }),
      }),
    ));

  const modes = fc.constantFrom('asymmetric', 'half_pixel', 'pytorch_half_pixel', 'align_corners');
  const rounds = fc.constantFrom('floor', 'ceil', 'round_prefer_floor', 'round_prefer_ceil');
  it('pads with any number', () =>
    holds(
      fc.tuple(size(6), size(5), fc.array(below(4), { minLength: 6, maxLength: 6 }), fc.constantFrom(0, 1.5)),
      ([channels, width, pads, value]) => ({
        shape: [1, channels, 3, width],
        body: (s, x) =>
          emit(s, Pad, [x, constant(pads), constant([value], [], 'float32'), constant([1, -2, 3])], {}),
      }),
    ));

  it('resizes linearly', () =>
    holds(
      fc.tuple(size(6), size(7), size(7), size(15), size(15), modes),
      ([channels, h, w, toH, toW, mode]) => ({
        shape: [1, channels, h, w],
        body: (s, x) =>
          emit(s, Resize, [x, undefined, undefined, constant([1, channels, toH, toW])], {
            mode: 'linear',
            coordinate_transformation_mode: mode,
          } as never),
      }),
    ));

  it('resizes by nearest neighbours', () =>
    holds(
      fc.tuple(size(6), size(7), size(7), size(9), size(9), modes, rounds),
      ([channels, h, w, toH, toW, mode, round]) => ({
        shape: [1, channels, h, w],
        body: (s, x) =>
          emit(s, Resize, [x, undefined, undefined, constant([1, channels, toH, toW])], {
            coordinate_transformation_mode: mode,
            nearest_mode: round,
          } as never),
      }),
    ));
});
