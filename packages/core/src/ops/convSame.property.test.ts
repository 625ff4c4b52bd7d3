// Dilated convolutions with SAME padding, which onnxruntime knows only with explicit pads.

import { expectClose } from '@gossamer/testkit';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { Tensor } from '../ir/tensor-data.js';
import { checkNode, interpretNode } from '../testing/checkNode.js';
import { forAll, seeds, sizes } from '../testing/forAll.js';
import { randomTensor } from '../testing/randomTensor.js';
import { Conv } from './conv.js';

const axis = fc.record({
  size: fc.integer({ min: 5, max: 12 }),
  kernel: sizes(4),
  stride: sizes(3),
  dilation: sizes(3),
});

/** onnxruntime refuses dilated windows with SAME padding: it is given the pads that Keras's "same" comes to. */
describe.each(['SAME_UPPER', 'SAME_LOWER'] as const)('Conv with dilations and %s', (auto_pad) => {
  it('equals onnxruntime with explicit pads', () =>
    forAll(fc.tuple(fc.array(axis, { minLength: 1, maxLength: 2 }), seeds), async ([axes, seed]) => {
      const totals = axes.map(({ size, kernel, stride, dilation }) =>
        Math.max((Math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0),
      );
      const [less, more] = [Math.floor, Math.ceil].map((round) => totals.map((total) => round(total / 2)));
      const pads = auto_pad === 'SAME_UPPER' ? [less, more] : [more, less];
      const attrs = { strides: axes.map((a) => a.stride), dilations: axes.map((a) => a.dilation) };
      const inputs = [
        randomTensor([1, 2, ...axes.map((a) => a.size)], seed),
        randomTensor([3, 2, ...axes.map((a) => a.kernel)], seed + 1),
      ];
      const [expected] = await checkNode({
        op: Conv,
        inputs,
        attrs: { ...attrs, pads: pads.flat() as number[] },
      });
      const [actual] = await interpretNode({ op: Conv, inputs, attrs: { ...attrs, auto_pad } });
      expectClose(actual as Tensor, expected as Tensor, 1e-5);
    }));
});
