import { expectClose } from '@gossamer/testkit';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { params, seeds, tensorOf } from '../../test/arbitraries.js';
import { checkOp, interpretOp } from '../../test/check-op.js';
import type { Tensor } from '../ir/tensor-data.js';
import { Conv, type ConvAttrs } from './conv.js';

interface Case {
  readonly batch: number;
  readonly group: number;
  readonly inPerGroup: number;
  readonly outPerGroup: number;
  readonly spatial: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly bias: boolean;
}

function list(length: number, min: number, max: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min, max }), { minLength: length, maxLength: length });
}

const cases: fc.Arbitrary<Case> = fc.constantFrom(1, 2, 2, 2, 3).chain((rank) =>
  fc.record({
    batch: fc.integer({ min: 1, max: 2 }),
    group: fc.integer({ min: 1, max: 4 }),
    inPerGroup: fc.integer({ min: 1, max: 3 }),
    outPerGroup: fc.integer({ min: 1, max: 3 }),
    spatial: list(rank, 5, 9),
    kernel: list(rank, 1, 3),
    strides: list(rank, 1, 3),
    dilations: list(rank, 1, 2),
    pads: list(2 * rank, 0, 2),
    bias: fc.boolean(),
  }),
);

function inputsOf(c: Case, seed: number): (Tensor | undefined)[] {
  return [
    tensorOf([c.batch, c.group * c.inPerGroup, ...c.spatial], seed),
    tensorOf([c.group * c.outPerGroup, c.inPerGroup, ...c.kernel], seed + 1),
    c.bias ? tensorOf([c.group * c.outPerGroup], seed + 2) : undefined,
  ];
}

async function check(c: Case, seed: number, attrs: Partial<ConvAttrs>): Promise<void> {
  await checkOp(Conv, inputsOf(c, seed), { group: c.group, strides: c.strides, ...attrs });
}

describe('Conv', () => {
  it('with groups, strides, dilations and uneven pads, over one to three axes', async () => {
    await fc.assert(
      fc.asyncProperty(cases, seeds, async (c, seed) => {
        await check(c, seed, { pads: c.pads, dilations: c.dilations, kernel_shape: c.kernel });
      }),
      { ...params, numRuns: 60 },
    );
  });

  it.each(['SAME_UPPER', 'SAME_LOWER'] as const)('with %s pads', async (auto_pad) => {
    await fc.assert(
      fc.asyncProperty(cases, seeds, async (c, seed) => {
        await check(c, seed, { auto_pad });
      }),
      params,
    );
  });

  it.each(['SAME_UPPER', 'SAME_LOWER'] as const)('with %s pads and dilations', async (auto_pad) => {
    await fc.assert(
      fc.asyncProperty(cases, seeds, async (c, seed) => {
        // onnxruntime refuses this form: it is given the pads that Keras's "same" comes to.
        const pads = c.spatial.map((size, i) => {
          const [kernel = 1, stride = 1, dilation = 1] = [c.kernel[i], c.strides[i], c.dilations[i]];
          const total = (Math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size;
          return Math.max(total, 0);
        });
        const small = pads.map((pad) => Math.floor(pad / 2));
        const large = pads.map((pad) => Math.ceil(pad / 2));
        const both = auto_pad === 'SAME_UPPER' ? [...small, ...large] : [...large, ...small];
        const attrs = { group: c.group, strides: c.strides, dilations: c.dilations };
        const inputs = inputsOf(c, seed);
        const [expected] = await checkOp(Conv, inputs, { ...attrs, pads: both });
        const [actual] = await interpretOp(Conv, inputs, { ...attrs, auto_pad });
        expectClose(actual as Tensor, expected as Tensor, 1e-5);
      }),
      params,
    );
  });

  it('without padding', async () => {
    await fc.assert(
      fc.asyncProperty(cases, seeds, async (c, seed) => {
        await check(c, seed, { auto_pad: 'VALID', dilations: c.dilations });
        await check(c, seed, {});
      }),
      params,
    );
  });

  it('depthwise and pointwise', async () => {
    await fc.assert(
      fc.asyncProperty(cases, seeds, async (c, seed) => {
        await check({ ...c, inPerGroup: 1, outPerGroup: 1 }, seed, { pads: c.pads });
        await check({ ...c, group: 1, kernel: c.kernel.map(() => 1) }, seed, {});
      }),
      params,
    );
  });
});
