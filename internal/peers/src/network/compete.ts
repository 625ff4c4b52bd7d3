// Interleaved rounds over all corners, and what they come to.

import type { Corner } from './corner.js';
import { type Interval, median, medianInterval } from './statistics.js';

export interface Standing {
  readonly corner: Corner;
  /** Processor time of one run on one thread: the median of the rounds' medians. */
  readonly cpuMs: number;
  /** Over that of the first corner in the same round. */
  readonly ratio: Interval;
  /** Largest difference from the first corner's output, over its largest value. */
  readonly difference: number;
}

export interface CompeteOptions {
  readonly rounds: number;
  /** Time of one corner in one round, about. */
  readonly blockMs: number;
  progress(text: string): void;
}

const MOST_RUNS = 200;

/** Every second round runs backwards; each block begins with a run that is not counted. */
export async function compete(corners: readonly Corner[], options: CompeteOptions): Promise<Standing[]> {
  const { rounds, blockMs, progress } = options;
  const medians = corners.map((): number[] => []);
  const runs: number[] = [];
  for (const { entry, measure } of corners) {
    progress(`warming up ${entry.label}`);
    const typical = median((await measure(10)).slice(5).map(({ wallMs }) => wallMs));
    runs.push(Math.min(MOST_RUNS, Math.max(2, Math.ceil(blockMs / typical))));
  }
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}`);
    const order = [...corners.keys()];
    for (const index of round % 2 === 0 ? order : order.reverse()) {
      const samples = await (corners[index] as Corner).measure((runs[index] as number) + 1);
      medians[index]?.push(median(samples.slice(1).map(({ cpuMs }) => cpuMs)));
    }
  }
  const [first] = corners;
  return corners.map((corner, index) => {
    const own = medians[index] as number[];
    return {
      corner,
      cpuMs: median(own),
      ratio: medianInterval(own.map((ms, round) => ms / (medians[0]?.[round] as number))),
      difference: differenceOf(corner.output, first?.output ?? []),
    };
  });
}

function differenceOf(output: readonly number[], reference: readonly number[]): number {
  if (output.length !== reference.length) return Number.NaN;
  const largest = Math.max(...reference.map(Math.abs));
  return Math.max(...output.map((value, i) => Math.abs(value - (reference[i] as number)))) / largest;
}
