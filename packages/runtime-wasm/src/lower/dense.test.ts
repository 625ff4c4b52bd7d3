// How threads share dense convolutions: nobody waits long for another.

import { emit } from '@gossamer/core';
import { Conv } from '@gossamer/core/ops';
import { expect, it } from 'vitest';
import { lower } from '../compile/compile.js';
import { Share } from '../compile/step.js';
import type { ConvField } from '../kernels/conv-tile.js';
import { modelOf, weight } from '../testing/graphs.js';

/** Products each thread computes of a convolution of points, 24 channels to so many. */
function workOf(channels: number, side: number, threads: number): readonly number[] {
  const model = modelOf([1, 24, side, side], (s, x) =>
    emit(s, Conv, [x, weight(s, 'weight', [channels, 24, 1, 1])], {}),
  );
  const { steps } = lower(model, { threads });
  return Array.from({ length: threads }, (_, thread) =>
    steps
      .flatMap((step) => step.calls(new Share(thread, threads)))
      .filter(({ kernel }) => kernel.key.startsWith('conv '))
      .map(({ args }) => args as Record<ConvField, number>)
      .reduce((sum, args) => sum + (args.panelEnd - args.panel) * args.panelBytes * args.cols * args.rows, 0),
  );
}

it.each([7, 14, 28])('pictures of %i pixels a side come out even', (side) => {
  for (const threads of [1, 2, 3, 4]) {
    for (const channels of [16, 24, 40, 64, 96, 160, 256, 320, 512, 1280]) {
      const work = workOf(channels, side, threads);
      const total = work.reduce((sum, part) => sum + part, 0);
      const computed = 4 * 24 * channels * side * side;
      expect(total, `${channels} channels, ${threads} threads`).toBe(computed);
      expect(Math.max(...work) / total, `${channels} channels, ${threads} threads`).toBeLessThan(
        1.1 / threads + 0.04,
      );
    }
  }
});
