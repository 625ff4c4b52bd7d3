// How many threads to measure where nobody says: the machine's default, or one where neighbours keep the others busy.

import { defaultThreads, nodeRuntime } from '@gossamer/runtime-node';
import type { EngineSetting } from './engines.js';
import { openMachineProbes } from './machine-probes.js';
import { type Noise, noiseOf } from './noise.js';
import { type Sample, timed } from './timed.js';

const RUNS = 12;

/** Threads that wait for a processor a neighbour has make a network slower than one thread is. */
const LEAST_SHARE = 0.9;

export interface UsualThreads {
  readonly threads: number;
  /** Part of the processors that a product of matrices on all threads really got. */
  readonly processorShare: Noise['processorShare'];
}

/** Runs products of matrices for a moment on the CPU to see what the process gets. */
export async function usualThreads(all = defaultThreads()): Promise<UsualThreads> {
  const setting: EngineSetting = { runtime: 'node', device: 'cpu', threads: all };
  if (all === 1) return { threads: 1, processorShare: 1 };
  const probes = await openMachineProbes(
    nodeRuntime({ device: 'cpu', threads: all, spinning: true }),
    setting,
  );
  const samples: Sample[] = [];
  try {
    await probes.sgemm.run();
    for (let run = 0; run < RUNS; run++) samples.push(await timed(() => probes.sgemm.run()));
  } finally {
    await probes.dispose();
  }
  const { processorShare } = noiseOf([samples], setting);
  return { threads: processorShare < LEAST_SHARE ? 1 : all, processorShare };
}
