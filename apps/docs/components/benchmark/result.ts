// What the runs of a network come to.

import { median, medianInterval, spread, summarizeTimes } from 'gossamer/bench';
import type { Measured } from './measure.js';

type Summary = ReturnType<typeof summarizeTimes>;

export interface Result {
  readonly measured: Measured;
  readonly latency: Summary;
  /** Median of each round. */
  readonly rounds: readonly number[];
  /** The median's 95 % interval, by rounds. */
  readonly low: number;
  readonly high: number;
  /** Quartile distance of the rounds over their median. */
  readonly spread: number;
}

/** Of everything that has a round. */
export function resultsOf(all: readonly Measured[]): Result[] {
  return all
    .filter(({ rounds }) => rounds.length > 0)
    .map((measured) => {
      const rounds = measured.rounds.map((times) => median(times));
      const { low, high } = medianInterval(rounds);
      return {
        measured,
        latency: summarizeTimes(measured.rounds.flat()),
        rounds,
        low,
        high,
        spread: spread(rounds),
      };
    });
}
