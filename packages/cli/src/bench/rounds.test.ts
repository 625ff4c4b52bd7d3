import { describe, expect, it } from 'vitest';
import { measureRounds, type RoundOptions, roundMedians, timesOf } from './rounds.js';

/** Runners whose n-th run takes what a function says; every run is noted. */
function race(ms: Readonly<Record<string, (run: number) => number>>) {
  const log: string[] = [];
  const counts: Record<string, number> = {};
  const runners = Object.keys(ms).map((label) => ({ label, run: async () => log.push(label) }));
  const time = async (work: () => Promise<unknown>) => {
    await work();
    const label = log.at(-1) as string;
    counts[label] = (counts[label] ?? 0) + 1;
    const wallMs = ms[label]?.(counts[label]) as number;
    log[log.length - 1] = label.toUpperCase();
    return { wallMs, cpuMs: wallMs / 2 };
  };
  const options: RoundOptions = {
    rounds: 3,
    minMs: 0,
    warmUpRuns: 1,
    signal: new AbortController().signal,
    progress: () => {},
    time,
    settle: async () => {},
  };
  return { log, runners, options };
}

describe('measureRounds', () => {
  it('interleaves, every second round backwards, and does not count the first run of a block', async () => {
    const { log, runners, options } = race({ a: (run) => run, b: () => 10 });
    const [a, b] = await measureRounds(runners, options);
    // Capitals are runs under the clock: one to warm up, then two a block.
    expect(log.join('')).toBe(`AB${'aAA'}${'bBB'}${'bBB'}${'aAA'}${'aAA'}${'bBB'}`);
    expect(a && timesOf(a, 'wall')).toEqual([2, 3, 4, 5, 6, 7]);
    expect(a && roundMedians(a, 'wall')).toEqual([2.5, 4.5, 6.5]);
    expect(b && roundMedians(b, 'cpu')).toEqual([5, 5, 5]);
  });

  it('runs as often as the least time needs', async () => {
    const { runners, options } = race({ quick: () => 1, slow: () => 50 });
    const [quick, slow] = await measureRounds(runners, { ...options, minMs: 60 });
    expect(quick?.map((block) => block.length)).toEqual([20, 20, 20]);
    expect(slow?.map((block) => block.length)).toEqual([2, 2, 2]);
  });

  it('warms up until runs get no faster', async () => {
    const { log, runners, options } = race({ a: (run) => Math.max(10, 100 / run) });
    const { warmUpRuns: _, ...untold } = options;
    await measureRounds(runners, { ...untold, rounds: 1 });
    // Windows of three: medians 50, 20, 12.5, 10, and 10 is the first that is not faster.
    expect(log.join('')).toBe(`${'A'.repeat(15)}aAA`);
  });

  it('keeps complete rounds when it is stopped', async () => {
    const controller = new AbortController();
    let blocks = 0;
    const { runners, options } = race({ a: () => 1, b: () => 1 });
    const [a, b] = await measureRounds(runners, {
      ...options,
      signal: controller.signal,
      // Two pauses before the warm-ups, then one a block: the fourth block is b's of the second round.
      settle: async () => {
        if (++blocks === 2 + 4) controller.abort();
      },
    });
    expect([a?.length, b?.length]).toEqual([1, 1]);
  });
});
