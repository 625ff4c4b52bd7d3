// Cuts output channels into panels of few widths, so that tiles are full and nothing is computed in vain.

import type { PanelBlocks } from '../emit/instruction-sets.js';

/** A run of panels of one width. */
export interface PanelRun {
  /** Blocks of 4 channels in a panel. */
  readonly blocks: PanelBlocks;
  readonly panels: number;
  /** The first block of the run. */
  readonly firstBlock: number;
}

/** Panels of what panels of 6 leave. A single block would be half a tile: it makes up 7 with one of them. */
const LAST: readonly (readonly PanelBlocks[])[] = [[], [1], [2], [3], [4], [3, 2], [], [4, 3]];

/**
 * Runs of panels that cover `count` blocks: of 6 as many as there are, then narrower ones. A single pixel has only
 * channels to fill registers with, so it takes panels of 8. The same for every set of instructions, so that they read
 * the same weights.
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
  const sixes = Math.floor((left % 6 === 1 ? left - 2 : left) / 6);
  take(6, Math.max(0, sixes));
  for (const blocks of LAST[count - firstBlock] ?? []) take(blocks, 1);
  return runs;
}
