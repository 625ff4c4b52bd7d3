// Cuts output channels into panels of few widths, so that tiles are full and nothing is computed in vain.

/** A run of panels of one width. */
export interface PanelRun {
  /** Blocks of 4 channels in a panel. */
  readonly blocks: number;
  readonly panels: number;
  /** The first block of the run. */
  readonly firstBlock: number;
}

/**
 * Runs of panels that cover `count` blocks. Panels of 3 and 4 blocks (12 and 16 channels) keep V8's registers
 * busiest; a single pixel has only channels to fill them with, so it takes 8.
 */
export function panelRuns(count: number, pixels: number): readonly PanelRun[] {
  const runs: PanelRun[] = [];
  let firstBlock = 0;
  const take = (blocks: number, panels: number): void => {
    if (panels > 0) runs.push({ blocks, panels, firstBlock });
    firstBlock += blocks * panels;
  };
  const left = (): number => count - firstBlock;
  if (pixels === 1) take(8, Math.floor(count / 8));
  const fours = left() % 3 === 0 ? 0 : left() % 3 === 1 ? 1 : 2;
  if (left() >= 4 * fours) {
    take(3, (left() - 4 * fours) / 3);
    take(4, fours);
  } else {
    take(3, Math.floor(left() / 3));
    take(left(), left() > 0 ? 1 : 0);
  }
  return runs;
}
