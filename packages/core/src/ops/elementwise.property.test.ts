// Elementwise operators against onnxruntime, integers against exact arithmetic.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DType, dtypeInfo } from '../ir/dtype.js';
import type { OpDef } from '../ir/op.js';
import { type Tensor, toNumbers } from '../ir/tensor-data.js';
import { broadcastShapes, shapes, tensor } from '../testing/arbitraries.js';
import { checkNode, interpretNode } from '../testing/checkNode.js';
import { forAll, seeds } from '../testing/forAll.js';
import { randomTensor } from '../testing/randomTensor.js';
import { Abs } from './abs.js';
import { Add } from './add.js';
import { Clip } from './clip.js';
import { Div } from './div.js';
import { Equal } from './equal.js';
import { Exp } from './exp.js';
import { Greater } from './greater.js';
import { Identity } from './identity.js';
import { LeakyRelu } from './leakyRelu.js';
import { Log } from './log.js';
import { Max } from './max.js';
import { Min } from './min.js';
import { Mul } from './mul.js';
import { Neg } from './neg.js';
import { Pow } from './pow.js';
import { PRelu } from './pRelu.js';
import { Relu } from './relu.js';
import { Sigmoid } from './sigmoid.js';
import { Sqrt } from './sqrt.js';
import { Sub } from './sub.js';
import { Tanh } from './tanh.js';
import { Where } from './where.js';

type Row = [name: string, op: OpDef, dtypes: DType[], domain: 'all' | 'positive'];

/** Every number made positive, at least 1/16 (1 for integers). */
function positive({ dtype, shape, data }: Tensor): Tensor {
  const numbers = toNumbers(dtype, data).map((x) => Math.abs(x) + (dtype.startsWith('float') ? 0.0625 : 1));
  return tensor(numbers, shape, dtype);
}

/** The dtypes are those of onnxruntime's CPU provider; ONNX's node tests cover more. */
const unary: readonly Row[] = [
  ['Abs', Abs, ['float32', 'float64', 'float16', 'int8', 'int32', 'int64', 'uint8'], 'all'],
  ['Exp', Exp, ['float32', 'float64', 'float16'], 'all'],
  ['Identity', Identity, ['float32', 'float16', 'int64', 'bool'], 'all'],
  ['Log', Log, ['float32', 'float64', 'float16'], 'positive'],
  ['Neg', Neg, ['float32', 'float64', 'float16', 'int8', 'int32', 'int64'], 'all'],
  ['Relu', Relu, ['float32', 'float64', 'float16', 'int8', 'int32'], 'all'],
  ['Sigmoid', Sigmoid, ['float32', 'float64', 'float16'], 'all'],
  ['Sqrt', Sqrt, ['float32', 'float64', 'float16'], 'positive'],
  ['Tanh', Tanh, ['float32', 'float64', 'float16'], 'all'],
];

describe.each(unary)('%s', (_, op, dtypes, domain) => {
  it.each(dtypes)('of %s', async (dtype) => {
    await forAll(
      fc.tuple(shapes(0, 4), seeds),
      async ([shape, seed]) => {
        const x = randomTensor(shape, seed, { dtype });
        await checkNode({ op, inputs: [domain === 'positive' ? positive(x) : x] });
      },
      dtype === 'float32' ? 25 : 5,
    );
  });
});

const binary: readonly Row[] = [
  ['Add', Add, ['float32', 'float64', 'float16', 'int32', 'int64', 'int8'], 'all'],
  ['Sub', Sub, ['float32', 'float64', 'float16', 'int32', 'int64', 'uint8'], 'all'],
  ['Mul', Mul, ['float32', 'float64', 'float16', 'int32', 'int64', 'uint8'], 'all'],
  ['Div', Div, ['float32', 'float64', 'float16'], 'all'],
  ['Greater', Greater, ['float32', 'float64', 'float16', 'int32', 'int64'], 'all'],
  ['Equal', Equal, ['float32', 'float64', 'int32', 'int64', 'bool'], 'all'],
];

describe.each(binary)('%s', (_, op, dtypes) => {
  it.each(dtypes)('of %s, broadcast', async (dtype) => {
    await forAll(
      fc.tuple(broadcastShapes(2), seeds),
      async ([[a = [], b = []], seed]) => {
        await checkNode({
          op,
          inputs: [randomTensor(a, seed, { dtype }), randomTensor(b, seed + 1, { dtype })],
          symbolic: [0, 1],
        });
      },
      dtype === 'float32' ? 25 : 8,
    );
  });
});

/** Products of the numbers of a dtype, exact and wrapped as the standard's examples (numpy) wrap. */
describe.each<DType>(['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'])(
  '%s',
  (dtype) => {
    const bits = 8 * dtypeInfo(dtype).bytes;
    const isSigned = dtypeInfo(dtype).kind === 'int';
    const wrap = (value: bigint): bigint => (isSigned ? BigInt.asIntN : BigInt.asUintN)(bits, value);
    // Interpreted as float64: whole up to 2^53.
    const most = 2 ** Math.min(bits - 1, 26) - 1;
    const numbers = fc.array(fc.integer({ min: isSigned ? -most : 0, max: most }), {
      minLength: 8,
      maxLength: 8,
    });
    const exact: [name: string, op: OpDef, f: (a: bigint, b: bigint) => bigint][] = [
      ['Add', Add, (a, b) => a + b],
      ['Sub', Sub, (a, b) => a - b],
      ['Mul', Mul, (a, b) => a * b],
      ['Div', Div, (a, b) => a / b],
      ['Greater', Greater, (a, b) => BigInt(a > b)],
      ['Equal', Equal, (a, b) => BigInt(a === b)],
    ];

    it.each(exact)('%s', (name, op, f) =>
      forAll(
        fc.tuple(numbers, numbers),
        async ([a, b]) => {
          const divisors = name === 'Div' ? b.map((value) => value || 1) : b;
          const inputs = [tensor(a, [8], dtype), tensor(divisors, [8], dtype)];
          const [y] = await interpretNode({ op, inputs });
          const expected = a.map((value, i) => Number(wrap(f(BigInt(value), BigInt(divisors[i] as number)))));
          expect(toNumbers(y?.dtype as DType, y?.data as Tensor['data'])).toEqual(expected);
        },
        20,
      ),
    );
  },
);

describe('Div of integers', () => {
  it.each<DType>(['int32', 'int64', 'int8', 'uint8'])('goes towards zero: %s', async (dtype) => {
    await forAll(
      fc.tuple(broadcastShapes(2), seeds),
      async ([[a = [], b = []], seed]) => {
        const scaled = toNumbers('float32', randomTensor(a, seed).data).map(
          (x) => x * 10 + (dtype[0] === 'u' ? 40 : 0),
        );
        const sign = dtype.startsWith('u') || seed % 2 === 0 ? 1 : -1;
        const divisors = positive(randomTensor(b, seed + 1, { dtype: 'int32' }));
        await checkNode({
          op: Div,
          inputs: [
            tensor(scaled.map(Math.trunc), a, dtype),
            tensor(
              toNumbers('int32', divisors.data).map((x) => x * sign),
              b,
              dtype,
            ),
          ],
        });
      },
      8,
    );
  });
});

describe.each([
  ['Max', Max],
  ['Min', Min],
] as const)('%s', (_, op) => {
  it.each<DType>(['float32', 'float64', 'int32', 'int64'])('of one to four tensors of %s', async (dtype) => {
    await forAll(
      fc.tuple(
        fc.integer({ min: 1, max: 4 }).chain((count) => broadcastShapes(count)),
        seeds,
      ),
      async ([list, seed]) => {
        const inputs = list.map((shape, index) => randomTensor(shape, seed + index, { dtype }));
        await checkNode({ op, inputs, symbolic: inputs.map((_, index) => index) });
      },
      dtype === 'float32' ? 25 : 8,
    );
  });

  it('gives NaN where one is', async () => {
    const a = tensor([Number.NaN, 1, 2], [3], 'float32');
    const b = tensor([0, Number.NaN, 5], [3], 'float32');
    const [y] = await checkNode({ op, inputs: [a, b] });
    expect(Array.from(y?.data as Float32Array, Number.isNaN)).toEqual([true, true, false]);
  });
});

describe('Pow', () => {
  it.each<[DType, DType]>([
    ['float32', 'float32'],
    ['float32', 'int32'],
    ['float32', 'int64'],
    ['int32', 'float32'],
    ['int32', 'int32'],
    ['int64', 'int64'],
    ['float64', 'float64'],
  ])('%s to the power of %s', async (base, exponent) => {
    await forAll(
      fc.tuple(broadcastShapes(2), seeds),
      async ([[a = [], b = []], seed]) => {
        const inputs = [
          positive(randomTensor(a, seed, { dtype: base })),
          positive(randomTensor(b, seed + 1, { dtype: exponent })),
        ];
        await checkNode({ op: Pow, inputs, symbolic: [0, 1] });
      },
      8,
    );
  });

  it('follows IEEE 754 at the edges', async () => {
    const inf = Number.POSITIVE_INFINITY;
    const x = [1, 1, -1, -1, 0, -0, -2, -2, inf, 2, Number.NaN];
    const y = [Number.NaN, inf, inf, -inf, -1, -1, 3, 0.5, -1, -inf, 0];
    await checkNode({
      op: Pow,
      inputs: [tensor(x, [x.length], 'float32'), tensor(y, [y.length], 'float32')],
    });
  });
});

describe('LeakyRelu', () => {
  it('of any slope', async () => {
    const alphas = fc.float({ min: -2, max: 2, noNaN: true });
    await forAll(
      fc.tuple(shapes(0, 4), seeds, alphas),
      async ([shape, seed, alpha]) => {
        await checkNode({ op: LeakyRelu, inputs: [randomTensor(shape, seed)], attrs: { alpha } });
      },
      25,
    );
    await checkNode({ op: LeakyRelu, inputs: [randomTensor([3, 4], 1)] });
  });
});

describe('PRelu', () => {
  it('with slopes that broadcast to the input', async () => {
    const pairs = shapes(1, 4).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
        fc.integer({ min: 0, max: shape.length - 1 }),
      ),
    );
    await forAll(
      fc.tuple(pairs, seeds),
      async ([[shape, ones, drop], seed]) => {
        const slope = shape.map((size, axis) => (ones[axis] ? 1 : size)).slice(drop);
        await checkNode({
          op: PRelu,
          inputs: [randomTensor(shape, seed), randomTensor(slope, seed + 1)],
          symbolic: [0, 1],
        });
      },
      25,
    );
  });
});

describe('Clip', () => {
  it.each<DType>(['float32', 'float64', 'int8', 'uint8', 'int32', 'int64'])(
    '%s to limits, one or none',
    async (dtype) => {
      const limits = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });
      await forAll(
        fc.tuple(shapes(0, 4), seeds, limits, limits),
        async ([shape, seed, min, max]) => {
          const limit = (value: number | undefined) =>
            value === undefined ? undefined : tensor([value], [], dtype);
          await checkNode({
            op: Clip,
            inputs: [randomTensor(shape, seed, { dtype }), limit(min), limit(max)],
          });
        },
        dtype === 'float32' ? 25 : 8,
      );
    },
  );
});

describe('Where', () => {
  it.each<DType>(['float32', 'int64', 'uint8'])('chooses between tensors of %s', async (dtype) => {
    await forAll(
      fc.tuple(broadcastShapes(3), seeds),
      async ([[c = [], a = [], b = []], seed]) => {
        const condition = tensor(
          toNumbers('float32', randomTensor(c, seed).data).map((x) => Number(x > 0)),
          c,
          'bool',
        );
        const inputs = [
          condition,
          randomTensor(a, seed + 1, { dtype }),
          randomTensor(b, seed + 2, { dtype }),
        ];
        await checkNode({ op: Where, inputs, symbolic: [0, 1, 2] });
      },
      15,
    );
  });
});
