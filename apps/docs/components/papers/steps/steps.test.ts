// The frames hold what the blocks compute.

import type { Tensor } from '@gossamer/core';
import { seededInput } from '@gossamer/core/weights';
import { describe, expect, it } from 'vitest';
import { ghostSteps } from './ghost-steps.js';
import { partialConvSteps } from './partial-conv-steps.js';
import { shuffledOrder, shuffleSteps } from './shuffle-steps.js';

const x: Tensor = seededInput('x', [1, 12, 8, 8]);

describe('channel shuffle', () => {
  it('is the transposition of arXiv:1707.01083, section 3.1', async () => {
    expect(await shuffledOrder(x, 3)).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  });

  it('only moves tiles', async () => {
    const { frames } = await shuffleSteps(x, 4);
    const ids = frames.map(({ tiles }) => tiles.map(({ id }) => id).sort());
    expect(new Set(ids.map(String)).size).toBe(1);
    expect(
      frames
        .at(-1)
        ?.tiles.slice(0, 4)
        .map(({ label }) => label),
    ).toEqual(['A1', 'B1', 'C1', 'D1']);
  });
});

describe('partial convolution', () => {
  it('changes the first channels and leaves the others', async () => {
    const { frames } = await partialConvSteps(x, 4);
    const [before, after] = [frames[0], frames.at(-1)];
    const changed = before?.tiles.map(({ pixels }, at) =>
      Array.from(pixels).some((value, i) => value !== after?.tiles[at]?.pixels[i]),
    );
    expect(changed).toEqual([true, true, true, ...Array(9).fill(false)]);
  });
});

describe('ghost module', () => {
  it.each([2, 3, 4])('makes as many maps as were wanted with ratio %i', async (ratio) => {
    const { frames } = await ghostSteps(x, ratio);
    expect(frames.map(({ tiles }) => tiles.length)).toEqual([12, 12 / ratio, 12, 12]);
  });

  it('puts each ghost below its original', async () => {
    const tiles = (await ghostSteps(x, 3)).frames[2]?.tiles ?? [];
    for (const ghost of tiles.filter(({ id }) => id.startsWith('g'))) {
      const from = tiles.find(
        ({ id, label }) => id.startsWith('p') && label === ghost.label.replaceAll("'", ''),
      );
      expect(ghost.column).toBe(from?.column);
      expect(ghost.tone).toBe(from?.tone);
    }
  });
});
