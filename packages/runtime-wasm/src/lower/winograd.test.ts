// Which convolutions are computed in fewer products, and how threads share them.

import { emit, type Model } from '@gossamer/core';
import { Conv } from '@gossamer/core/ops';
import { seededInput } from '@gossamer/core/weights';
import { describe, expect, it } from 'vitest';
import { lower } from '../compile/compile.js';
import { Share } from '../compile/step.js';
import { modelOf, weight } from '../testing/graphs.js';
import { usesKernel } from '../testing/uses-kernel.js';
import { wasmRuntime } from '../wasm-runtime.js';

/** 3x3 with padding: channels in, channels out, height and width, stride, groups. */
function convolution(channels: number, out: number, size: number, stride = 1, group = 1): Model {
  return modelOf([1, channels, size, size], (s, x) =>
    emit(s, Conv, [x, weight(s, 'weight', [out, channels / group, 3, 3]), weight(s, 'bias', [out])], {
      group,
      strides: [stride, stride],
      pads: [1, 1, 1, 1],
    }),
  );
}

/** Products of each thread, in panels times tiles. */
function productsOf(model: Model, threads: number): readonly number[] {
  const { steps } = lower(model, { threads });
  return Array.from({ length: threads }, (_, thread) =>
    steps
      .flatMap((step) => step.calls(new Share(thread, threads)))
      .filter(({ kernel }) => kernel.key.startsWith('conv'))
      .reduce((sum, { args: { panel = 0, panelEnd = 0, cols = 0 } }) => {
        return sum + (Number(panelEnd) - Number(panel)) * Number(cols);
      }, 0),
  );
}

describe('minimal filtering', () => {
  it.each([
    ['of 64 channels', convolution(64, 64, 56)],
    ['of 256 channels on 14 pixels', convolution(256, 256, 14)],
    ['with a stride of 2', convolution(32, 96, 56, 2)],
    ['in groups', convolution(96, 96, 28, 1, 4)],
  ])('is for convolutions %s', (_, model) => expect(usesKernel(model, 'winogradOutput')).toBe(true));

  it.each([
    ['of three channels', convolution(3, 32, 112, 2)],
    ['whose weights serve few pixels', convolution(512, 512, 7)],
    ['of narrow groups', convolution(32, 32, 56, 1, 8)],
  ])('is not for convolutions %s', (_, model) => expect(usesKernel(model, 'winogradOutput')).toBe(false));

  it.each([
    ['strips', convolution(64, 64, 56)],
    ['panels', convolution(256, 256, 14)],
  ])('gives every thread as many %s', (_, model) => {
    const [first = 0, second = 0] = productsOf(model, 2);
    expect(Math.abs(first - second) / (first + second)).toBeLessThan(0.05);
  });

  it.each([2, 3])('gives the same on %i threads', { timeout: 30_000 }, async (threads) => {
    for (const model of [convolution(32, 40, 57), convolution(36, 36, 19), convolution(32, 64, 60, 2)]) {
      const feeds = { x: seededInput('x', model.graph.inputs[0]?.value.type.shape as readonly number[]) };
      await using alone = await wasmRuntime().loadModel(model);
      await using team = await wasmRuntime({ threads }).loadModel(model);
      expect(usesKernel(model, 'winogradOutput')).toBe(true);
      expect((await team.run(feeds)).y?.data).toEqual((await alone.run(feeds)).y?.data);
    }
  });
});
