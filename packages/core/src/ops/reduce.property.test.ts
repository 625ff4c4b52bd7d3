// ReduceMean, ReduceSum and ReduceMax against onnxruntime.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import { Graph } from '../ir/graph.js';
import { constant, emit, scopeOf } from '../ir/scope.js';
import { formatShape } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { checkNode } from '../testing/checkNode.js';
import { forAll, seeds, sizes } from '../testing/forAll.js';
import { int64s, randomTensor } from '../testing/randomTensor.js';
import { ReduceMax, ReduceMean, ReduceSum } from './index.js';

const cases = fc.array(sizes(4), { minLength: 1, maxLength: 4 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    axes: fc.uniqueArray(fc.nat(shape.length - 1)),
    fromEnd: fc.boolean(),
    keepdims: fc.constantFrom(0, 1),
    noop: fc.constantFrom(0, 1),
    axesKnown: fc.boolean(),
    dtype: fc.constantFrom('float32', 'float64', 'int32', 'int64'),
    seed: seeds,
  }),
);

describe.each([ReduceMean, ReduceSum, ReduceMax])('$name', (op) => {
  it('equals onnxruntime', () =>
    forAll(
      cases,
      async ({ shape, axes, fromEnd, keepdims, noop, axesKnown, dtype, seed }) => {
        const x = randomTensor(shape, seed, { dtype, low: -50, high: 50 });
        const list = int64s(...axes.map((axis) => (fromEnd ? axis - shape.length : axis)));
        const attrs = { keepdims, noop_with_empty_axes: noop };
        await checkNode({ op, inputs: [x, list], attrs, constants: axesKnown ? [1] : [] });
      },
      100,
    ));

  it('reduces all axes where none are given', () =>
    checkNode({ op, inputs: [randomTensor([2, 3, 4], 1)], attrs: { keepdims: 0 } }));
});

describe('a reduction', () => {
  const x = new Value({ dtype: 'float32', shape: [symbolicDim('N'), 3, symbolicDim('H')] });
  const reduce = (axes: Value | undefined, keepdims: number): string =>
    formatShape(emit(scopeOf(new Graph('test')), ReduceMean, [x, axes], { keepdims }).type.shape);

  it('keeps symbolic sizes', () => {
    expect(reduce(constant([-1]), 1)).toBe('[N,3,1]');
    expect(reduce(constant([1]), 0)).toBe('[N,H]');
  });

  it('knows the rank from the number of axes', () => {
    const axes = new Value({ dtype: 'int64', shape: [2] });
    expect(reduce(axes, 0)).toBe('[?ReduceMean.0]');
    const unknown = new Value({ dtype: 'int64', shape: [symbolicDim('K')] });
    expect(() => reduce(unknown, 0)).toThrow('the number of axes to reduce is not known');
  });

  it('refuses axes that repeat or do not exist', () => {
    expect(() => reduce(constant([1, -2]), 1)).toThrow('axes repeat');
    expect(() => reduce(constant([3]), 1)).toThrow('axis 3 is outside a tensor of rank 3');
  });
});
