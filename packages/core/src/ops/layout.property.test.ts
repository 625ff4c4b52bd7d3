// Operators that move elements without changing them, against onnxruntime.

import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { DType } from '../ir/dtype.js';
import { axisOf, shapes, tensor } from '../testing/arbitraries.js';
import { checkNode, type NodeCase } from '../testing/checkNode.js';
import { forAll, seeds } from '../testing/forAll.js';
import { randomTensor } from '../testing/randomTensor.js';
import { Concat } from './concat.js';
import { Constant } from './constant.js';
import { Expand } from './expand.js';
import { Flatten } from './flatten.js';
import { Gather } from './gather.js';
import { Reshape } from './reshape.js';
import { Slice } from './slice.js';
import { Split } from './split.js';
import { Squeeze } from './squeeze.js';
import { Transpose } from './transpose.js';
import { Unsqueeze } from './unsqueeze.js';

const dtypes = fc.constantFrom<DType>('float32', 'float64', 'int64', 'int32', 'uint8', 'bool', 'float16');

/** A shape of at least one axis, and one of its axes. */
const shapeAndAxis = shapes(1, 4).chain((shape) => fc.tuple(fc.constant(shape), axisOf(shape.length)));

const at = (list: readonly number[], axis: number): number => list.at(axis) as number;
const withAxis = (shape: readonly number[], axis: number, size: number): number[] =>
  shape.map((other, i) => (i === (axis + shape.length) % shape.length ? size : other));

/** Shapes, axes and ranges once as constants, once as values known only when running. */
async function check<A extends object>(node: NodeCase<A>): Promise<void> {
  await checkNode(node);
  if (node.op.staticInputs !== undefined) await checkNode({ ...node, constants: [] });
}

describe('Concat', () => {
  it('joins tensors along any axis, also empty ones', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
    await forAll(
      fc.tuple(shapeAndAxis, sizes, seeds, dtypes),
      async ([[shape, axis], list, seed, dtype]) => {
        const inputs = list.map((size, i) => randomTensor(withAxis(shape, axis, size), seed + i, { dtype }));
        await check({ op: Concat, inputs, attrs: { axis }, symbolic: inputs.map((_, index) => index) });
      },
      25,
    );
  });
});

describe('Split', () => {
  it('cuts by sizes', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
    await forAll(
      fc.tuple(shapeAndAxis, sizes, seeds),
      async ([[shape, axis], list, seed]) => {
        const total = list.reduce((a, b) => a + b, 0);
        const x = randomTensor(withAxis(shape, axis, total), seed);
        await check({ op: Split, inputs: [x, tensor(list)], attrs: { axis }, outputCount: list.length });
      },
      25,
    );
  });

  it('cuts into a number of pieces, the last one smaller', async () => {
    const counts = fc.integer({ min: 1, max: 4 });
    await forAll(
      fc.tuple(shapeAndAxis, counts, seeds),
      async ([[shape, axis], count, seed]) => {
        fc.pre(Math.ceil(at(shape, axis) / count) * (count - 1) < at(shape, axis));
        const attrs = { axis, num_outputs: count };
        await check({ op: Split, inputs: [randomTensor(shape, seed)], attrs, outputCount: count });
      },
      25,
    );
  });
});

describe('Slice', () => {
  const bound = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: -7, max: 7 }) },
    { weight: 1, arbitrary: fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 2 ** 63, -(2 ** 63)) },
  );
  const cut = fc.record({
    start: bound,
    end: bound,
    step: fc.constantFrom(1, 1, 2, 3, -1, -2, 2 ** 31 - 1),
    keep: fc.boolean(),
    negative: fc.boolean(),
  });

  it('cuts ranges of some axes, forwards and backwards', async () => {
    const cases = shapes(1, 4).chain((shape) =>
      fc.tuple(fc.constant(shape), fc.array(cut, { minLength: shape.length, maxLength: shape.length })),
    );
    await forAll(
      fc.tuple(cases, seeds, dtypes),
      async ([[shape, cuts], seed, dtype]) => {
        // onnxruntime takes the largest integer for "to the start" when walking backwards; the standard does not.
        fc.pre(!cuts.some(({ end, step }) => step < 0 && end > 7));
        const chosen = cuts.map((range, axis) => ({ ...range, axis })).filter((range) => !range.keep);
        const axes = chosen.map(({ axis, negative }) => (negative ? axis - shape.length : axis));
        const lists = [chosen.map((c) => c.start), chosen.map((c) => c.end), axes, chosen.map((c) => c.step)];
        // A range is taken to lie inside an axis known by name only.
        const isEmpty = ({ axis, start, end, step }: (typeof chosen)[number]): boolean =>
          step > 0 && new Array<number>(at(shape, axis)).fill(0).slice(start, end).length === 0;
        const symbolic = chosen.some(isEmpty) ? [] : [0];
        await check({
          op: Slice,
          inputs: [randomTensor(shape, seed, { dtype }), ...lists.map((list) => tensor(list))],
          symbolic,
        });
      },
      150,
    );
  });

  it('takes all axes and steps of one where they are left out, and int32 lists', async () => {
    await forAll(
      fc.tuple(shapes(1, 4), seeds),
      async ([shape, seed]) => {
        const ends = tensor(
          shape.map((size) => size - 1),
          [shape.length],
          'int32',
        );
        const starts = tensor(
          shape.map(() => -3),
          [shape.length],
          'int32',
        );
        await check({ op: Slice, inputs: [randomTensor(shape, seed), starts, ends] });
        const steps = tensor(
          shape.map(() => 2),
          [shape.length],
          'int32',
        );
        await check({ op: Slice, inputs: [randomTensor(shape, seed), starts, ends, undefined, steps] });
      },
      25,
    );
  });
});

describe('Gather', () => {
  it('picks entries of any axis', async () => {
    const cases = shapeAndAxis.chain(([shape, axis]) => {
      const size = at(shape, axis);
      const index = fc.integer({ min: -size, max: size - 1 });
      return fc.tuple(fc.constant(shape), fc.constant(axis), shapes(0, 2), fc.infiniteStream(index));
    });
    await forAll(
      fc.tuple(cases, seeds, dtypes),
      async ([[shape, axis, indexShape, stream], seed, dtype]) => {
        const count = indexShape.reduce((a, b) => a * b, 1);
        const indices = tensor([...stream.take(count)], indexShape, seed % 2 === 0 ? 'int64' : 'int32');
        await check({
          op: Gather,
          inputs: [randomTensor(shape, seed, { dtype }), indices],
          attrs: { axis },
          symbolic: [0, 1],
        });
      },
      25,
    );
  });
});

describe('Reshape', () => {
  /** The sizes of a shape regrouped: neighbours multiplied or one of them split into factors. */
  function regroup(shape: readonly number[], seed: number): number[] {
    const sizes: number[] = [];
    shape.forEach((size, i) => {
      const choice = (seed >> (2 * i)) % 4;
      if (choice === 1 && sizes.length > 0) sizes.push((sizes.pop() as number) * size);
      else if (choice === 2 && size % 2 === 0) sizes.push(2, size / 2);
      else if (choice === 3) sizes.push(1, size);
      else sizes.push(size);
    });
    return sizes;
  }

  it('keeps the elements in order, with one size left open or copied', async () => {
    await forAll(
      fc.tuple(shapes(0, 4), seeds, fc.nat(8), dtypes),
      async ([shape, seed, hole, dtype]) => {
        const target = regroup(shape, seed).map((size, i) =>
          i === hole ? -1 : size === shape[i] && i % 2 ? 0 : size,
        );
        await check({ op: Reshape, inputs: [randomTensor(shape, seed, { dtype }), tensor(target)] });
      },
      60,
    );
  });

  it('takes zeros as they are where told so', async () => {
    const attrs = { allowzero: 1 };
    const empty = randomTensor([0, 3, 4], 1);
    await check({ op: Reshape, inputs: [empty, tensor([3, 4, 0])], attrs, symbolic: [] });
    await check({ op: Reshape, inputs: [randomTensor([2, 3, 4], 1), tensor([4, 2, 3])], attrs });
  });
});

describe('Flatten', () => {
  it('makes a matrix at any axis, the rank included', async () => {
    const cases = shapes(0, 4).chain((shape) =>
      fc.tuple(fc.constant(shape), fc.integer({ min: -shape.length, max: shape.length })),
    );
    await forAll(
      fc.tuple(cases, seeds),
      async ([[shape, axis], seed]) => {
        await check({ op: Flatten, inputs: [randomTensor(shape, seed)], attrs: { axis } });
      },
      25,
    );
  });
});

describe('Squeeze and Unsqueeze', () => {
  const cases = shapes(1, 5).chain((shape) =>
    fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, axis) => axis)), fc.boolean()),
  );

  it('take axes of one out', async () => {
    await forAll(
      fc.tuple(cases, seeds, dtypes),
      async ([[shape, axes, negative], seed, dtype]) => {
        const x = randomTensor(
          shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
          seed,
          { dtype },
        );
        const list = [...axes].reverse().map((axis) => (negative ? axis - shape.length : axis));
        fc.pre(list.length > 0);
        await check({ op: Squeeze, inputs: [x, tensor(list)] });
        await check({ op: Squeeze, inputs: [x], symbolic: [] });
      },
      25,
    );
  });

  it('put axes of one in', async () => {
    await forAll(
      fc.tuple(cases, seeds, dtypes),
      async ([[shape, axes, negative], seed, dtype]) => {
        const x = randomTensor(
          shape.filter((_, axis) => !axes.includes(axis)),
          seed,
          { dtype },
        );
        const list = [...axes].reverse().map((axis) => (negative ? axis - shape.length : axis));
        await check({ op: Unsqueeze, inputs: [x, tensor(list)] });
      },
      25,
    );
  });
});

describe('Transpose', () => {
  it('orders the axes in any way', async () => {
    const cases = shapes(0, 5).chain((shape) => {
      const axes = shape.map((_, axis) => axis);
      return fc.tuple(fc.constant(shape), fc.shuffledSubarray(axes, { minLength: axes.length }));
    });
    await forAll(
      fc.tuple(cases, seeds, dtypes),
      async ([[shape, perm], seed, dtype]) => {
        await check({ op: Transpose, inputs: [randomTensor(shape, seed, { dtype })], attrs: { perm } });
      },
      25,
    );
    await check({ op: Transpose, inputs: [randomTensor([2, 3, 4], 7)] });
  });
});

describe('Expand', () => {
  it('repeats along axes of one, in both directions', async () => {
    const cases = shapes(0, 4).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: shape.length, maxLength: shape.length }),
        fc.nat(shape.length),
        fc.nat(shape.length),
      ),
    );
    await forAll(
      fc.tuple(cases, seeds, dtypes),
      async ([[shape, ones, dropX, dropTarget], seed, dtype]) => {
        const own = shape.map((size, axis) => (ones[axis]?.[0] ? 1 : size)).slice(dropX);
        const target = shape.map((size, axis) => (ones[axis]?.[1] ? 1 : size)).slice(dropTarget);
        await check({ op: Expand, inputs: [randomTensor(own, seed, { dtype }), tensor(target)] });
      },
      25,
    );
  });
});

describe('Constant', () => {
  it('gives its value', async () => {
    await forAll(
      fc.tuple(shapes(0, 3, 0), seeds, dtypes),
      async ([shape, seed, dtype]) => {
        const { data } = randomTensor(shape, seed, { dtype });
        await check({ op: Constant, inputs: [], attrs: { value: { type: { dtype, shape }, data } } });
      },
      25,
    );
  });
});
