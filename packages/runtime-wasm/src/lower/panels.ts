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
 * Runs of panels that cover `count` blocks, most of them of the preferred width. A single pixel has only channels to
 * fill registers with, so it takes panels of 8.
 */
export function panelRuns(count: number, pixels: number, preferred: 3 | 4): readonly PanelRun[] {
  const runs: PanelRun[] = [];
  let firstBlock = 0;
  const take = (blocks: PanelBlocks, panels: number): void => {
    if (panels > 0) runs.push({ blocks, panels, firstBlock });
    firstBlock += blocks * panels;
  };
  if (pixels === 1) take(8, Math.floor(count / 8));
  const [threes, fours] = threesAndFours(count - firstBlock, preferred);
  take(3, threes);
  take(4, fours);
  const rest = count - firstBlock;
  if (rest > 0) take(rest as 1 | 2, 1);
  return runs;
}

/** How many of each; what is left after them is 1 or 2, and only where neither fits. */
function threesAndFours(count: number, preferred: 3 | 4): readonly [threes: number, fours: number] {
  const other = preferred === 3 ? 4 : 3;
  for (let others = 0; others < preferred; others++) {
    const left = count - others * other;
    if (left >= 0 && left % preferred === 0) {
      return preferred === 3 ? [left / 3, others] : [others, left / 4];
    }
  }
  return count >= 3 ? [1, 0] : [0, 0];
}
