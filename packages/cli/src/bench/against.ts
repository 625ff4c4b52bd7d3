// Change since a saved benchmark, and whether it is more than noise.

import { isOneThread } from './engines.js';
import type { MachineReport } from './machine-report.js';
import {
  machineFacts,
  machineKey,
  type SavedBenchmark,
  type SavedResult,
  type SavedTimes,
  settingKey,
} from './read-saved.js';
import type { Result } from './result.js';
import type { Basis } from './rounds.js';
import { type Estimate, medianInterval } from './statistics.js';
import { type Verdict, verdictOf } from './verdict.js';

/** Time now over time then. */
export interface Change extends Estimate {
  readonly label: string;
  readonly basis: Basis;
  /** By how much the machine itself has changed, 0 for not at all: less than this is not the network's doing. */
  readonly machine: number;
  readonly verdict: Verdict;
}

export interface Against {
  readonly changes: readonly Change[];
  /** What makes the two hard to compare. */
  readonly notes: readonly string[];
}

/** Two benchmarks do not share their rounds: below this much nothing is said. */
const LEAST_CHANGE = 0.03;

/** Every result that was also saved. */
export function compareAgainst(
  saved: SavedBenchmark,
  results: readonly Result[],
  report: MachineReport,
): Against {
  const pairs = results.map((result) => ({ result, old: saved.results.get(keyOf(result)) }));
  const changes = pairs.flatMap(({ result, old }) => {
    return old === undefined ? [] : [changeOf(result, old, (basis) => driftOf(saved, report, result, basis))];
  });
  const missing = pairs.flatMap(({ result, old }) => (old === undefined ? [result.variant.label] : []));
  return { changes, notes: [...differences(saved, report), ...drifts(changes), ...absent(missing)] };
}

function keyOf({ variant }: Result): string {
  return settingKey({ ...variant });
}

function changeOf(result: Result, old: SavedResult, drift: (basis: Basis) => number): Change {
  const { variant, rounds } = result;
  const basis = clockFor(result, old);
  const now = { p50: result[basis].p50, rounds: rounds[basis] };
  const ratio = ratioOf(now, old.times[basis] as SavedTimes);
  const machine = drift(basis);
  const verdict = verdictOf(ratio, Math.max(LEAST_CHANGE, machine));
  // On a machine that is another one today nothing is known to be the same.
  const changed = machine > LEAST_CHANGE && verdict === 'same';
  return { label: variant.label, basis, ...ratio, machine, verdict: changed ? 'unclear' : verdict };
}

/** One clock for both: the processor's where either was noisy and it was saved. */
function clockFor({ variant, basis }: Result, { basis: then, times }: SavedResult): Basis {
  const noisy = isOneThread(variant) && (basis === 'cpu' || then === 'cpu');
  return (noisy && times.cpu !== undefined) || times.wall === undefined ? 'cpu' : 'wall';
}

/** By how much the machine itself is faster or slower now, by the probe; 0 where that is not known. */
function driftOf(
  saved: SavedBenchmark,
  { probes }: MachineReport,
  { variant }: Result,
  basis: Basis,
): number {
  const key = machineKey({ ...variant });
  const then = saved.sgemm.get(key)?.[basis];
  const now = probes.find((probe) => machineKey({ ...probe }) === key)?.sgemmMs[basis];
  return then === undefined || now === undefined ? 0 : Math.abs(now / then - 1);
}

/** The widest ratio that both intervals allow. */
function ratioOf(now: SavedTimes, then: SavedTimes): Estimate {
  const [a, b] = [intervalOf(now), intervalOf(then)];
  return { value: a.value / b.value, low: a.low / b.high, high: a.high / b.low };
}

/** How far off a median is taken to be whose rounds were not saved. */
const UNKNOWN = 0.1;

/** The median of all runs, with the interval of the rounds around it. */
function intervalOf({ p50, rounds }: SavedTimes): Estimate {
  if (rounds.length === 0) return { value: p50, low: p50 * (1 - UNKNOWN), high: p50 * (1 + UNKNOWN) };
  const { value, low, high } = medianInterval(rounds);
  return { value: p50, low: (p50 * low) / value, high: (p50 * high) / value };
}

function differences(saved: SavedBenchmark, { machine, versions }: MachineReport): string[] {
  const now = machineFacts({ cpu: machine.cpu }, versions);
  return Object.keys(now)
    .filter((name) => saved.facts[name] !== now[name])
    .map((name) => `${name} was ${saved.facts[name] ?? 'not told'}, is ${now[name]}`);
}

function drifts(changes: readonly Change[]): string[] {
  const most = Math.max(0, ...changes.map(({ machine }) => machine));
  const percent = Math.round(100 * most);
  return most > LEAST_CHANGE
    ? [`the machine itself (sgemm) was up to ${percent} % off: smaller changes of a network say nothing`]
    : [];
}

function absent(labels: readonly string[]): string[] {
  return labels.length === 0 ? [] : [`not in the saved result: ${labels.join(', ')}`];
}
