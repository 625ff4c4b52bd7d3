// Hard swish and hard sigmoid spelt out compute what the operators compute, in float.

import { expect, it } from 'vitest';
import { emit } from '../ir/scope.js';
import type { Tensor } from '../ir/tensor-data.js';
import { HardSigmoid } from '../ops/hardSigmoid.js';
import { HardSwish } from '../ops/hardSwish.js';
import { runPasses } from '../passes/pass.js';
import { networkOf, openOnnxruntime } from '../testing/quantizing.js';
import { spellHardSwish } from './spell-hard-swish.js';

/** From -8 to 8, the ends of the slope among them. */
const VALUES = Float32Array.from({ length: 1025 }, (_, i) => (i - 512) / 64);
const SHAPE = [1, VALUES.length];
const clipped = (v: number, low: number, high: number): number => Math.min(high, Math.max(low, v));

it.each([
  ['HardSwish', HardSwish, {}, (v: number) => (v * clipped(v + 3, 0, 6)) / 6],
  // PyTorch's slope, and ONNX's own.
  ['HardSigmoid', HardSigmoid, { alpha: 1 / 6, beta: 0.5 }, (v: number) => clipped(v / 6 + 0.5, 0, 1)],
  ['HardSigmoid', HardSigmoid, { alpha: 0.2, beta: 0.5 }, (v: number) => clipped(0.2 * v + 0.5, 0, 1)],
] as const)('%s', async (_, op, attrs, exact) => {
  const model = networkOf(SHAPE, (s, x) => emit(s, op as typeof HardSigmoid, [x], attrs));
  const { model: spelt, reports } = runPasses(model, [spellHardSwish]);
  expect(reports).toMatchObject([{ changed: 1 }]);
  expect(spelt.graph.nodes.map((node) => node.op.name)).not.toContain(op.name);
  const x: Tensor = { dtype: 'float32', shape: SHAPE, data: VALUES };
  const [plain, found] = await Promise.all(
    [model, spelt].map(
      async (each) => (await (await openOnnxruntime(each)).run({ x })).y?.data as Float32Array,
    ),
  );
  VALUES.forEach((value, i) => {
    // Three roundings of float32, each at most 6e-8 of the largest number on the way.
    const most = 2e-7 * Math.max(1, Math.abs(value));
    expect(Math.abs((found?.[i] as number) - exact(value)), `at ${value}`).toBeLessThan(most);
    expect(Math.abs((found?.[i] as number) - (plain?.[i] as number)), `at ${value}`).toBeLessThan(most);
  });
});
