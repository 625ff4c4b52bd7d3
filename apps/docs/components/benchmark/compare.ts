// How the engines compare: the same network in the same rounds.

import { medianInterval, type Verdict, verdictOf } from 'gossamer/bench';
import type { Result } from './result.js';

export interface Comparison {
  readonly a: Result;
  readonly b: Result;
  /** Time of a over time of b, with its 95 % interval. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
  readonly verdict: Verdict;
}

/** Two sessions of one network differ by up to this much, by where their memory lies. */
const SAME = 0.02;

/** Every engine against the first that ran the same network in the same rounds. */
export function compareEngines(results: readonly Result[]): Comparison[] {
  return results.flatMap((b) => {
    const b0 = b.measured;
    const base = results.find((other) => isSame(other, b));
    if (base === undefined || base === b) return [];
    const count = Math.min(b.rounds.length, base.rounds.length);
    const ratios = b.rounds.slice(0, count).map((ms, round) => ms / (base.rounds[round] as number));
    const ratio = medianInterval(ratios);
    return b0.rounds.length === 0
      ? []
      : [{ a: b, b: base, ...ratio, rounds: count, verdict: verdictOf(ratio, SAME) }];
  });
}

function isSame({ measured: a }: Result, { measured: b }: Result): boolean {
  return a.group === b.group && a.contestant.setting.model === b.contestant.setting.model;
}
