// The page's side: opens contestants one after another and times those it is told to.

import type { PageContestant, PageFunctions } from '../page-entry.js';
import { CONTESTANTS } from './contestants.js';

const runs = new Map<PageContestant, () => Promise<Float32Array>>();

const functions: PageFunctions = {
  async open(name, shape) {
    const run = await CONTESTANTS[name](shape);
    runs.set(name, run);
    return Array.from(await run());
  },
  async measure(name, count) {
    const run = runs.get(name) as () => Promise<Float32Array>;
    // What ran before may have left caches cold.
    await run();
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      await run();
      best = Math.min(best, performance.now() - start);
    }
    return best;
  },
};

Object.assign(globalThis, { functions });
