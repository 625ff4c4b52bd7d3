// Softmax, LogSoftmax and BatchNormalization against onnxruntime.

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkNode } from '../testing/checkNode.js';
import { forAll, seeds, sizes } from '../testing/forAll.js';
import { randomTensor } from '../testing/randomTensor.js';
import { BatchNormalization, LogSoftmax, Softmax } from './index.js';

describe.each([Softmax, LogSoftmax])('$name', (op) => {
  const cases = fc.array(sizes(5), { minLength: 1, maxLength: 4 }).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      axis: fc.integer({ min: -shape.length, max: shape.length - 1 }),
      high: fc.constantFrom(2, 200),
      seed: seeds,
    }),
  );

  it('equals onnxruntime', () =>
    forAll(cases, async ({ shape, axis, high, seed }) => {
      await checkNode({ op, inputs: [randomTensor(shape, seed, { high })], attrs: { axis } });
    }));
});

describe('BatchNormalization', () => {
  const cases = fc.record({
    shape: fc.array(sizes(4), { minLength: 2, maxLength: 5 }),
    epsilon: fc.constantFrom(1e-5, 1e-3),
    seed: seeds,
  });
  const inputsOf = (shape: readonly number[], seed: number) => [
    randomTensor(shape, seed),
    randomTensor(shape.slice(1, 2), seed + 1),
    randomTensor(shape.slice(1, 2), seed + 2),
    randomTensor(shape.slice(1, 2), seed + 3),
    randomTensor(shape.slice(1, 2), seed + 4, { low: 0.1 }),
  ];

  it('equals onnxruntime', () =>
    forAll(cases, async ({ shape, epsilon, seed }) => {
      await checkNode({ op: BatchNormalization, inputs: inputsOf(shape, seed), attrs: { epsilon } });
    }));

  it('equals onnxruntime when training', () =>
    forAll(fc.record({ case: cases, momentum: fc.constantFrom(0.9, 0.5) }), async (o) => {
      const { shape, epsilon, seed } = o.case;
      const attrs = { epsilon, momentum: o.momentum, training_mode: 1 };
      const inputs = inputsOf(shape, seed);
      await checkNode({ op: BatchNormalization, inputs, attrs, outputCount: 3 });
    }));
});
