// Gelu, Erf, HardSigmoid, HardSwish and Cast against onnxruntime.

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { type DType, dtypeInfo } from '../ir/dtype.js';
import { checkNode } from '../testing/checkNode.js';
import { forAll, seeds, sizes } from '../testing/forAll.js';
import { randomTensor } from '../testing/randomTensor.js';
import { Cast, Erf, Gelu, HardSigmoid, HardSwish } from './index.js';

const cases = fc.record({
  shape: fc.array(sizes(6), { maxLength: 4 }),
  scale: fc.constantFrom(1, 10),
  seed: seeds,
});

describe.each([
  { op: Erf },
  { op: HardSwish },
  { op: Gelu, attrs: { approximate: 'none' } as const },
  { op: Gelu, attrs: { approximate: 'tanh' } as const },
  { op: HardSigmoid },
  { op: HardSigmoid, attrs: { alpha: 1 / 6 } },
  { op: HardSigmoid, attrs: { alpha: 0.5, beta: 0.25 } },
])('$op.name $attrs', ({ op, attrs = {} }) => {
  it('equals onnxruntime', () =>
    forAll(cases, async ({ shape, scale, seed }) => {
      // A large output to measure by.
      const x = randomTensor(shape, seed, { low: -scale, high: scale });
      x.data[0] = scale;
      await checkNode<object>({ op, inputs: [x], attrs });
    }));
});

describe('Cast', () => {
  const signed: DType[] = ['float16', 'float32', 'float64', 'int8', 'int16', 'int32', 'int64', 'bool'];
  const unsigned: DType[] = ['uint8', 'uint16', 'uint32', 'uint64'];
  const pairs = fc.record({
    from: fc.constantFrom(...signed, ...unsigned),
    to: fc.constantFrom(...signed, ...unsigned),
  });

  it('equals onnxruntime', () =>
    forAll(
      fc.record({ pair: pairs, seed: seeds }),
      async ({ pair: { from, to }, seed }) => {
        // C leaves a float below zero as an unsigned integer undefined.
        const low = unsigned.includes(to) || unsigned.includes(from) || from === 'bool' ? 0 : -100;
        const x = randomTensor([3, 5], seed, { dtype: from, low, high: from === 'bool' ? 2 : 100 });
        await checkNode({ op: Cast, inputs: [x], attrs: { to: dtypeInfo(to).onnx }, tolerance: 0 });
      },
      200,
    ));
});
