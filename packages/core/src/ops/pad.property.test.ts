// Pad against onnxruntime.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNode } from '../testing/checkNode.js';
import { forAll, seeds, sizes } from '../testing/forAll.js';
import { int64s, randomTensor } from '../testing/randomTensor.js';
import { Pad } from './index.js';

/** Each axis with its pads: reflection reaches no further than the input, and cropping leaves something. */
const axisCase = sizes(5).chain((size) =>
  fc.record({
    size: fc.constant(size),
    begin: fc.integer({ min: -Math.floor((size - 1) / 2), max: size - 1 }),
    end: fc.integer({ min: -Math.floor((size - 1) / 2), max: size - 1 }),
  }),
);

const cases = fc.record({
  axes: fc.array(axisCase, { minLength: 1, maxLength: 4 }),
  mode: fc.constantFrom('constant', 'reflect', 'edge', 'wrap'),
  named: fc.constantFrom('all', 'some', 'from the end'),
  value: fc.boolean(),
  known: fc.boolean(),
  seed: seeds,
});

describe('Pad', () => {
  it('equals onnxruntime', () =>
    forAll(
      cases,
      async ({ axes, mode, named, value, known, seed }) => {
        // Only constants are padded and cropped at once: onnxruntime mirrors the uncropped input.
        const pads = axes.map(({ begin, end }) =>
          mode === 'constant' ? [begin, end] : [Math.max(begin, 0), Math.max(end, 0)],
        );
        const kept = named === 'all' ? pads : pads.slice(1);
        const numbers = kept.map((_, i) => (named === 'from the end' ? i - kept.length : i + 1));
        const list = int64s(
          ...kept.map(([begin]) => begin as number),
          ...kept.map(([, end]) => end as number),
        );
        const x = randomTensor(
          axes.map(({ size }) => size),
          seed,
        );
        const inputs = [
          x,
          list,
          value ? randomTensor([], seed + 1) : undefined,
          named === 'all' ? undefined : int64s(...numbers),
        ];
        await checkNode({ op: Pad, inputs, attrs: { mode }, constants: known ? [1, 3] : [] });
      },
      200,
    ));

  it('refuses to take away more than there is', async () => {
    const x = randomTensor([2, 3], 0);
    await expect(checkNode({ op: Pad, inputs: [x, int64s(0, -2, 0, -2)] })).rejects.toThrow(
      'pads of -2 and -2 do not fit axis 1 of [2,3]',
    );
    await expect(checkNode({ op: Pad, inputs: [x, int64s(0, 1)] })).rejects.toThrow('do not fit the axes');
  });
});
