// What compiling does to a graph before any layer is laid out.

import { emit } from '@gossamer/core';
import { Add, Conv, Relu } from '@gossamer/core/ops';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelOf, weight } from '../testing/graphs.js';
import { holds } from '../testing/holds.js';
import { lower } from './compile.js';
import { Share } from './step.js';

const shape = [1, 8, 6, 5];

/** As networks are trained that are made one convolution afterwards: a 3x3, a 1x1 and nothing, added up. */
const parallel: Parameters<typeof modelOf>[1] = (s, x) => {
  const conv = (name: string, size: number) =>
    emit(s, Conv, [x, weight(s, `${name}.weight`, [8, 8, size, size]), weight(s, `${name}.bias`, [8])], {
      pads: Array.from({ length: 4 }, () => (size - 1) / 2),
    });
  return emit(s, Relu, [emit(s, Add, [emit(s, Add, [conv('large', 3), conv('small', 1)], {}), x], {})], {});
};

describe('preparing', () => {
  it('makes branches that are added up one convolution', async () => {
    const { steps } = lower(modelOf(shape, parallel), { threads: 1 });
    const kernels = steps.flatMap((step) => step.calls(new Share(0, 1)).map(({ kernel }) => kernel.key));
    expect(kernels.filter((key) => key.startsWith('conv'))).toHaveLength(1);
    await holds(fc.constant(shape), () => ({ shape, body: parallel }), 1);
  });
});
