// Cuts output channels into panels of few widths, so that tiles are full and nothing is computed in vain.

import type { PanelBlocks } from '../kernels/conv-tile.js';

/** A run of panels of one width. */
export interface PanelRun {
  /** Blocks of 4 channels in a panel. */
  readonly blocks: PanelBlocks;
  readonly panels: number;
  /** The first block of the run. */
  readonly firstBlock: number;
}

/**
 * Runs of panels that cover `count` blocks: panels of 4 where they come out even, of 3 for what is left, for narrower
 * ones leave registers empty. A single pixel has only channels to fill registers with, so it takes panels of 8.
 * The same for every set of instructions, so that they read the same weights.
 */
export function panelRuns(count: number, pixels: number): readonly PanelRun[] {
  const runs: PanelRun[] = [];
  let firstBlock = 0;
  const take = (blocks: PanelBlocks, panels: number): void => {
    if (panels > 0) runs.push({ blocks, panels, firstBlock });
    firstBlock += blocks * panels;
  };
  if (pixels === 1) take(8, Math.floor(count / 8));
  const left = count - firstBlock;
  const threes = threesOf(left);
  take(3, threes);
  take(4, Math.floor((left - 3 * threes) / 4));
  const rest = count - firstBlock;
  if (rest > 0) take(rest as 1 | 2, 1);
  return runs;
}

/** The fewest panels of 3 that leave a multiple of 4; what neither can make up leaves 1 or 2 blocks. */
function threesOf(count: number): number {
  const threes = (4 - (count % 4)) % 4;
  if (3 * threes <= count) return threes;
  return count >= 3 ? 1 : 0;
}
