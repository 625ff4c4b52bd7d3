// Pooling by windows and over the whole map, against onnxruntime.

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkNode } from '../testing/checkNode.js';
import { forAll, seeds, sizes } from '../testing/forAll.js';
import { randomTensor } from '../testing/randomTensor.js';
import { touchingWindows } from '../testing/windows.js';
import { AveragePool, GlobalAveragePool, GlobalMaxPool, MaxPool } from './index.js';

const flag = fc.constantFrom(0, 1);

describe('AveragePool', () => {
  const cases = fc.record({ window: touchingWindows, ceil_mode: flag, count_include_pad: flag, seed: seeds });

  it('equals onnxruntime', () =>
    forAll(
      cases,
      async ({ window, seed, ...attrs }) => {
        const x = randomTensor([2, 2, ...window.spatial], seed);
        await checkNode({ op: AveragePool, inputs: [x], attrs: { ...window.attrs, ...attrs } });
      },
      200,
    ));
});

describe('MaxPool', () => {
  const dtype = fc.constantFrom('float32', 'float64', 'int8', 'uint8');
  const cases = fc.record({
    window: touchingWindows,
    ceil_mode: flag,
    storage_order: flag,
    outputCount: sizes(2),
    dtype,
    seed: seeds,
  });

  it('equals onnxruntime, indices too', () =>
    forAll(
      cases,
      async ({ window, outputCount, dtype, seed, ...attrs }) => {
        const range = dtype === 'uint8' ? { low: 0, high: 255 } : { low: -120, high: 120 };
        const x = randomTensor([2, 2, ...window.spatial], seed, { dtype, ...range });
        await checkNode({ op: MaxPool, inputs: [x], attrs: { ...window.attrs, ...attrs }, outputCount });
      },
      200,
    ));
});

describe.each([GlobalAveragePool, GlobalMaxPool])('$name', (op) => {
  it('equals onnxruntime', () =>
    forAll(
      fc.record({ shape: fc.array(sizes(5), { minLength: 3, maxLength: 5 }), seed: seeds }),
      async ({ shape, seed }) => {
        await checkNode({ op, inputs: [randomTensor(shape, seed)] });
      },
    ));
});
