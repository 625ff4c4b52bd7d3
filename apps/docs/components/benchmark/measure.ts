// Interleaved rounds: everything runs in every round, so that all see the same neighbours and the same heat.

import { GossamerError } from '@gossamer/core';
import { median } from 'gossamer/bench';
import { type Contestant, openContestant } from './contestant.js';
import { DEVICES, type Plan, type Setting } from './setting.js';

export interface Measured {
  readonly contestant: Contestant;
  /** Those of one group had the same rounds. */
  readonly group: number;
  /** Milliseconds of each run, by round; complete rounds only. */
  readonly rounds: readonly (readonly number[])[];
}

/** What could not be measured, and why. */
export interface Failure {
  readonly setting: Setting;
  readonly reason: string;
}

export interface Progress {
  readonly text: string;
  readonly done: number;
  readonly total: number;
}

export interface MeasureOptions {
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
  /** Called after each round with all there is. */
  onResults(measured: readonly Measured[], failures: readonly Failure[]): void;
  /** For tests. */
  readonly open?: typeof openContestant;
}

/** Networks in memory at a time, on all engines. */
const GROUP = 4;

/** A block of runs takes about so long; a run that takes longer by itself is one block, and is not rehearsed. */
const BLOCK_MS = 60;
const MOST_RUNS = 100;
/** Runs until an engine is warm: browsers compile twice. */
const WARM_MS = 200;
const MOST_WARM = 30;

/** Measures what the plan says; the signal ends it, and what was complete counts. */
export async function measure(plan: Plan, options: MeasureOptions): Promise<void> {
  const { signal, open = openContestant } = options;
  const measured: Measured[] = [];
  const failures: Failure[] = [];
  const total = plan.models.length * plan.devices.length * (1 + plan.rounds);
  let done = 0;
  const step = (text: string): void => options.onProgress({ text, done: done++, total });
  for (let at = 0; at < plan.models.length && !signal.aborted; at += GROUP) {
    const settings = plan.models.slice(at, at + GROUP).flatMap((model) => settingsOf(model, plan));
    const contestants: Contestant[] = [];
    try {
      for (const setting of settings) {
        if (signal.aborted) return;
        step(`preparing ${labelOf(setting)}`);
        await breathe();
        try {
          contestants.push(await open(setting, signal));
        } catch (error) {
          if (signal.aborted) return;
          failures.push({ setting, reason: reasonOf(error) });
          done += plan.rounds;
          options.onResults(measured, failures);
        }
      }
      await runRounds(contestants, plan.rounds, signal, step, (rounds) => {
        const own = contestants.map((contestant, index) => ({
          contestant,
          group: at,
          rounds: rounds[index] ?? [],
        }));
        options.onResults([...measured, ...own], failures);
        if ((rounds[0]?.length ?? 0) === plan.rounds) measured.push(...own);
      });
    } finally {
      for (const contestant of contestants) await contestant.dispose().catch(() => undefined);
    }
  }
}

function settingsOf(model: string, { devices, threads }: Plan): Setting[] {
  return devices.map((device) => ({ model, device, threads: device === 'wasm' ? threads : 1 }));
}

export function labelOf({ model, device }: Setting): string {
  return `${model}, ${DEVICES[device].title}`;
}

/** Every second round goes backwards. */
async function runRounds(
  contestants: readonly Contestant[],
  count: number,
  signal: AbortSignal,
  step: (text: string) => void,
  onRound: (rounds: readonly (readonly (readonly number[])[])[]) => void,
): Promise<void> {
  const typical: number[] = [];
  for (const contestant of contestants) typical.push(await warmUp(contestant, signal));
  const rounds = contestants.map((): number[][] => []);
  for (let round = 0; round < count; round++) {
    const order = contestants.map((_, index) => index);
    if (round % 2 === 1) order.reverse();
    const blocks: number[][] = [];
    for (const index of order) {
      if (signal.aborted) return;
      const contestant = contestants[index] as Contestant;
      step(`round ${round + 1} of ${count}: ${labelOf(contestant.setting)}`);
      await breathe();
      try {
        blocks[index] = await block(contestant, typical[index] as number);
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
    }
    for (const [index, times] of blocks.entries()) rounds[index]?.push(times);
    onRound(rounds);
  }
}

/** Milliseconds of a warm run. */
async function warmUp({ run }: Contestant, signal: AbortSignal): Promise<number> {
  const times: number[] = [];
  const started = performance.now();
  while (times.length < MOST_WARM && !signal.aborted) {
    times.push(await timed(run));
    if (performance.now() - started >= WARM_MS) break;
    await breathe();
  }
  return median(times.slice(-3));
}

/** The first run of a block finds the caches as its predecessor left them, and does not count. */
async function block({ run }: Contestant, typicalMs: number): Promise<number[]> {
  const count = Math.min(MOST_RUNS, Math.max(1, Math.round(BLOCK_MS / typicalMs)));
  if (count > 1) await run();
  const times: number[] = [];
  for (let i = 0; i < count; i++) times.push(await timed(run));
  return times;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** Lets the page answer to the reader: a network's own module runs on the page's thread. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function reasonOf(error: unknown): string {
  if (error instanceof GossamerError) return error.hint ? `${error.reason}; ${error.hint}` : error.reason;
  return String(error);
}
