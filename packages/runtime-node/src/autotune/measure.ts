// Times several sessions against each other in interleaved rounds.

import { AbortError } from '@gossamer/core';
import type { AbortSource } from '@gossamer/core/runtime';

export interface Contestant {
  run(): Promise<unknown>;
}

export interface MeasureOptions {
  readonly rounds: number;
  /** Least time of one contestant in one round. */
  readonly blockMs: number;
  /** Milliseconds of some clock. */
  readonly clock: () => number;
  readonly signal?: AbortSource | undefined;
}

/** A contestant's time of one run, and over the first contestant's: medians of the rounds. */
export interface Measurement {
  readonly ms: number;
  readonly ratio: number;
}

/**
 * In every round each contestant runs as often as fills `blockMs`, every second round backwards, so that all see the same
 * neighbours; what is compared are the times of one round.
 * @throws AbortError
 */
export async function measure(
  contestants: readonly Contestant[],
  options: MeasureOptions,
): Promise<readonly Measurement[]> {
  const { rounds, blockMs, clock, signal } = options;
  const times = contestants.map((): number[] => []);
  const timed = async ({ run }: Contestant, runs: number): Promise<number> => {
    if (signal?.aborted) throw new AbortError('the measurement was stopped');
    const start = clock();
    for (let i = 0; i < runs; i++) await run();
    return (clock() - start) / runs;
  };
  const counts: number[] = [];
  for (const contestant of contestants) {
    await timed(contestant, 2);
    counts.push(Math.max(1, Math.ceil(blockMs / Math.max(await timed(contestant, 1), 0.01))));
  }
  for (let round = 0; round < rounds; round++) {
    const order = [...contestants.keys()];
    for (const index of round % 2 === 0 ? order : order.reverse()) {
      times[index]?.push(await timed(contestants[index] as Contestant, counts[index] as number));
    }
  }
  const [first = []] = times;
  return times.map((own) => ({
    ms: median(own),
    ratio: median(own.map((time, round) => time / (first[round] as number))),
  }));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
