// Every figure builds at its start and over its sliders, and the closed forms of the papers hold.

import { GossamerError } from '@gossamer/core';
import { describe, expect, it } from 'vitest';
import { costs } from '../../../live/costs.js';
import { type BlockFigure, initialValues } from '../block-figure.js';
import { BLOCK_FIGURES } from './index.js';

const figures = Object.entries<BlockFigure>(BLOCK_FIGURES);

describe.each(figures)('%s', (_, figure) => {
  const start = initialValues(figure);

  it('starts within its sliders', () => {
    for (const { values, initial } of figure.controls) expect(values).toContain(initial);
    expect(costs(figure.build(start)).macs).toBeGreaterThan(0);
    expect(costs(figure.baseline.build(start)).macs).toBeGreaterThan(0);
  });

  it('builds or says why not, at every value of every slider', () => {
    for (const { key, values } of figure.controls) {
      for (const value of values) {
        try {
          expect(costs(figure.build({ ...start, [key]: value })).params).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(GossamerError);
        }
      }
    }
  });
});

describe('closed forms', () => {
  it('a depthwise separable convolution takes 1/N + 1/k² of a dense one (arXiv:1704.04861, section 3.1)', () => {
    const figure = BLOCK_FIGURES['depthwise-separable'];
    const v = { ...initialValues(figure), out: 512, kernel: 5 };
    const ratio = costs(figure.build(v)).macs / costs(figure.baseline.build(v)).macs;
    expect(ratio).toBeCloseTo(1 / 512 + 1 / 25, 12);
  });

  it('a partial convolution takes h w k² (c/4)² (arXiv:2303.03667, section 3.2)', () => {
    const figure = BLOCK_FIGURES['partial-conv'];
    expect(costs(figure.build(initialValues(figure))).macs).toBe(56 * 56 * 9 * 24 ** 2);
  });

  it('a ghost module takes 1/s of a convolution and the cheap operations (arXiv:1911.11907, equation 4)', () => {
    const figure = BLOCK_FIGURES['ghost-module'];
    const v = { ...initialValues(figure), ratio: 4, in: 256, out: 256 };
    expect(costs(figure.build(v)).macs).toBe(28 * 28 * (256 * 64 + 9 * 192));
  });
});
