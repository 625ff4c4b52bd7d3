// Warming up: runs that are not counted, until they get no faster.

import { median } from './statistics.js';
import type { Sample } from './timed.js';

const WINDOW = 3;
const LONGEST_MS = 2000;
/** A window has to be this much faster than the best one so far to count as progress. */
const PROGRESS = 0.95;

/**
 * Runs in windows of three until one is not 5 % faster than the best before it, for two seconds at most;
 * or exactly `runs` times.
 * @returns milliseconds of a typical warm run
 */
export async function warmUp(sample: () => Promise<Sample>, runs?: number): Promise<number> {
  const once = async (): Promise<number> => (await sample()).wallMs;
  if (runs !== undefined) {
    const times = [];
    for (let i = 0; i < runs; i++) times.push(await once());
    return median(times.slice(-WINDOW));
  }
  let best = Number.POSITIVE_INFINITY;
  let spent = 0;
  for (;;) {
    const window = [await once(), await once(), await once()];
    const typical = median(window);
    spent += window.reduce((sum, ms) => sum + ms, 0);
    if (typical > best * PROGRESS || spent >= LONGEST_MS) return Math.min(best, typical);
    best = typical;
  }
}
