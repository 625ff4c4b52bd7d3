// Each kernel over odd shapes, strides, pads and channel remainders, against the interpreter.
import { constant, emit, emitAll, type OpDef, type Scope, type Value } from '@gossamer/core';
import {
  Abs,
  Add,
  AveragePool,
  Clip,
  Concat,
  Conv,
  ConvTranspose,
  DequantizeLinear,
  Div,
  Erf,
  Exp,
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
  Min,
  Mul,
  Neg,
  Pad,
  Pow,
  PRelu,
  QuantizeLinear,
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
import { interpret } from '@gossamer/core/reference';
import { seededInput } from '@gossamer/core/weights';
import { expectClose, type TestTensor } from '@gossamer/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelOf, weight } from '../testing/graphs.js';
import { runGuarded } from '../testing/run-compiled.js';

const TOLERANCE = 1e-5;

/** Checks a network of one input on `runs` cases: equal to the interpreter, and nothing else written. */
async function holds<T>(
  cases: fc.Arbitrary<T>,
  network: (value: T) => { shape: readonly number[]; body: (s: Scope, x: Value) => Value },
  runs = 60,
): Promise<void> {
  const check = async (value: T): Promise<void> => {
    const { shape, body } = network(value);
    const model = modelOf(shape, body);
    const feeds = { x: seededInput('x', shape) };
    const { outputs, touched } = await runGuarded(model, feeds);
    expectClose(outputs.y as TestTensor, (await interpret(model, feeds)).y as TestTensor, TOLERANCE, 'y');
    expect(touched).toEqual([]);
  };
  await fc.assert(fc.asyncProperty(cases, check), { seed: 7, numRuns: runs });
}

const size = (max: number) => fc.integer({ min: 1, max });
const below = (max: number) => fc.integer({ min: 0, max: max - 1 });

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

function square(y: Value): number[] {
  const channels = y.type.shape[1] as number;
  return [channels, channels, 1, 1];
}

const windows = fc.record({
  kernel: fc.tuple(size(5), size(5)),
  strides: fc.tuple(size(3), size(3)),
  dilation: size(2),
  pads: fc.tuple(below(3), below(3), below(3), below(3)),
  extra: fc.tuple(below(9), below(9)),
  bias: fc.boolean(),
  tail: below(tails.length),
});

type Window = typeof windows extends fc.Arbitrary<infer T> ? T : never;

/** An input just large enough for the window, and a little. */
function windowed(channels: number, out: number, group: number, w: Window) {
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

/** A constant of whole numbers that look like noise. */
function noise(shape: readonly number[], dtype: 'int8' | 'int32', limit: number): Value {
  const count = shape.reduce((product, side) => product * side, 1);
  const values = Array.from(
    { length: count },
    (_, i) => ((Math.imul(i + 1, 2654435761) >>> 8) % (2 * limit + 1)) - limit,
  );
  return constant(values, shape, dtype);
}

const step = (value: number): Value => constant([value], [], 'float32');

/** What is stored as uint8 with a zero point. */
function stored(s: Scope, x: Value, scale: number, zero: number): Value {
  const parameters = [step(scale), constant([zero], [], 'uint8')];
  const integers = emit(s, QuantizeLinear, [x, ...parameters], {});
  return emit(s, DequantizeLinear, [integers, ...parameters], {});
}

/** Quantized weights with a scale for each output channel. */
function integerWeight(s: Scope, shape: readonly number[]): Value {
  const out = shape[0] as number;
  const scales = Array.from({ length: out }, (_, i) => 0.01 + 0.002 * (i % 5));
  const zeros = constant(new Array<number>(out).fill(0), [out], 'int8');
  const parameters = [constant(scales, [out], 'float32'), zeros];
  return emit(s, DequantizeLinear, [noise(shape, 'int8', 127), ...parameters], { axis: 0 });
}

describe('integers', { timeout: 60_000 }, () => {
  const integerNetwork = (channels: number, out: number, group: number, w: Window, rounds: boolean) => {
    const { shape } = windowed(channels, out, group, w);
    return {
      shape,
      body: (s: Scope, x: Value): Value => {
        const inputs = [stored(s, x, 1 / 130, 120), integerWeight(s, [out, channels / group, ...w.kernel])];
        if (w.bias) {
          const scales = step(0.001);
          inputs.push(emit(s, DequantizeLinear, [noise([out], 'int32', 900), scales], {}));
        }
        const y = emit(s, Conv, inputs, {
          group,
          strides: w.strides,
          pads: w.pads,
          dilations: [w.dilation, w.dilation],
        });
        const active = w.tail % 2 === 0 ? y : emit(s, HardSwish, [y], {});
        // Coarse steps: a float's last bit hardly ever decides between two.
        return rounds ? stored(s, active, 1.37, 100) : active;
      },
    };
  };

  it.each([false, true])('are multiplied by dense convolutions, rounded: %s', (rounds) =>
    holds(
      fc.tuple(size(13), size(29), windows),
      ([channels, out, w]) => integerNetwork(channels, out, 1, w, rounds),
      100,
    ),
  );

  it('by grouped and by depthwise ones', () =>
    holds(
      fc.tuple(size(3), fc.constantFrom(1, 3, 4, 8), size(7), windows),
      ([group, own, out, w]) => integerNetwork(group * own, group * out, group, w, true),
      100,
    ));

  it('by matrices', () =>
    holds(fc.tuple(size(70), size(40)), ([features, classes]) => ({
      shape: [1, features],
      body: (s, x) =>
        emit(s, Gemm, [stored(s, x, 1 / 130, 120), integerWeight(s, [classes, features])], { transB: 1 }),
    })));

  it('are added and pooled as floats', () =>
    holds(fc.tuple(size(9), size(9)), ([channels, width]) => ({
      shape: [1, channels, 3, width],
      body: (s, x) => {
        const y = stored(s, emit(s, MaxPool, [x], { kernel_shape: [1, 1] }), 1 / 90, 130);
        return stored(
          s,
          emit(s, Add, [y, stored(s, emit(s, Mul, [y, step(0.37)], {}), 1 / 77, 128)], {}),
          0.31,
          7,
        );
      },
    })));
});

describe('pooling', () => {
  const pools = fc.record({
    op: fc.constantFrom<OpDef<never>>(MaxPool as OpDef<never>, AveragePool as OpDef<never>),
    shape: fc.tuple(size(9), fc.integer({ min: 3, max: 12 }), fc.integer({ min: 3, max: 12 })),
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

  it('of everything', () =>
    holds(
      fc.tuple(size(9), size(20), size(20)),
      (shape) => ({
        shape: [1, ...shape],
        body: (s, x) => emit(s, GlobalAveragePool, [x], {}),
      }),
      30,
    ));
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
