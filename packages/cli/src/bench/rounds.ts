// Interleaved rounds: everything compared runs a few times in every round, so that all see the same neighbours.

import { settle } from './settle.js';
import { median } from './statistics.js';
import { type Sample, timed } from './timed.js';
import { warmUp } from './warm-up.js';

export interface Runner {
  readonly label: string;
  run(): Promise<unknown>;
  /** A run by its own clock, where ours would also measure the way there. */
  sample?(): Promise<Sample>;
}

export interface RoundOptions {
  readonly rounds: number;
  /** Measured time of each runner, all rounds together. */
  readonly minMs: number;
  /** Warm-up runs; until they get no faster where left out. */
  readonly warmUpRuns?: number | undefined;
  readonly signal: AbortSignal;
  progress(text: string): void;
  /** For tests. */
  readonly time?: typeof timed;
  readonly settle?: typeof settle;
}

/** Runs of one round. */
export type Block = readonly Sample[];

const LEAST_RUNS = 2;
const MOST_RUNS = 1000;

/**
 * Warms everything up, then measures in rounds, every second one backwards. Each block starts with a run that is not
 * counted: it finds the caches as its predecessor left them.
 * @returns `blocks[runner][round]`, complete rounds only: the signal may end it early
 */
export async function measureRounds(
  runners: readonly Runner[],
  options: RoundOptions,
): Promise<readonly (readonly Block[])[]> {
  const { rounds, minMs, signal, progress, time = timed, settle: rest = settle } = options;
  const blocks = runners.map((): Block[] => []);
  const counts: number[] = [];
  const sampled = ({ run, sample }: Runner): Promise<Sample> => sample?.() ?? time(run);
  for (const runner of runners) {
    if (signal.aborted) return blocks;
    progress(`warming up ${runner.label}`);
    await rest();
    counts.push(runsOf(await warmUp(() => sampled(runner), options.warmUpRuns), minMs / rounds));
  }
  for (let round = 0; round < rounds; round++) {
    const measured: Block[] = [];
    for (const index of orderOf(round, runners.length)) {
      const runner = runners[index] as Runner;
      progress(`round ${round + 1} of ${rounds}: ${runner.label}`);
      await rest();
      await (runner.sample ?? runner.run)();
      const samples: Sample[] = [];
      for (let i = 0; i < (counts[index] as number) && !signal.aborted; i++)
        samples.push(await sampled(runner));
      if (signal.aborted) return blocks;
      measured[index] = samples;
    }
    for (const [index, block] of measured.entries()) blocks[index]?.push(block);
  }
  return blocks;
}

/** The clock that counts: of the wall, or of the processor. */
export type Basis = 'wall' | 'cpu';

/** All runs by one clock. */
export function timesOf(blocks: readonly Block[], basis: Basis): number[] {
  return blocks.flatMap((block) => block.map((sample) => msOf(sample, basis)));
}

/** The median of each round by one clock. */
export function roundMedians(blocks: readonly Block[], basis: Basis): number[] {
  return blocks.map((block) => median(block.map((sample) => msOf(sample, basis))));
}

function msOf({ wallMs, cpuMs }: Sample, basis: Basis): number {
  return basis === 'wall' ? wallMs : cpuMs;
}

function runsOf(typicalMs: number, blockMs: number): number {
  return Math.min(MOST_RUNS, Math.max(LEAST_RUNS, Math.ceil(blockMs / typicalMs)));
}

function orderOf(round: number, count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  return round % 2 === 0 ? order : order.reverse();
}
