// Waiting until the process is quiet: onnxruntime's threads spin for some 30 ms after a run, on somebody's core.

import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 2;
const LONGEST_MS = 150;
/** Processor time over wall time below which nothing spins. */
const QUIET = 0.3;

/** Resolves when the process has been idle for a moment, or after 150 ms. Lets signals be handled meanwhile. */
export async function settle(): Promise<void> {
  for (let waited = 0; waited < LONGEST_MS; waited += STEP_MS) {
    const before = process.cpuUsage();
    const start = performance.now();
    await sleep(STEP_MS);
    const { user, system } = process.cpuUsage(before);
    if ((user + system) / 1000 < QUIET * (performance.now() - start)) return;
  }
}
