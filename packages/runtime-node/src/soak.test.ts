import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bundle } from './testing/bundle.js';

const run = promisify(execFile);

/** A million runs, and all ten thousand sessions at once, where GOSSAMER_LONG_TESTS is set. */
const LONG = Boolean(process.env.GOSSAMER_LONG_TESTS);
const RUNS = LONG ? 1_000_000 : 50_000;

interface Curves {
  readonly sessions: number[];
  readonly runs: number[];
}

async function soak(sessions: number, runs: number, points: number): Promise<Curves> {
  await using program = await bundle('soak.ts');
  const { stdout } = await run(process.execPath, [program.path, ...[sessions, runs, points].map(String)]);
  const { sessions: created, runs: ran } = JSON.parse(stdout) as Curves;
  const megabytes = (curve: number[]) => curve.map((bytes) => Math.round(bytes / 2 ** 20));
  return { sessions: megabytes(created), runs: megabytes(ran) };
}

/** From the end of the warm-up, a fifth of the way, to the end. */
function growth(curve: readonly number[]): number {
  return (curve.at(-1) as number) - (curve[Math.floor(curve.length / 5)] as number);
}

describe('memory', () => {
  it('stays flat over 300 sessions with a megabyte of weights each', { timeout: 60_000 }, async () => {
    const { sessions } = await soak(300, 0, 6);
    // The 200 after the warm-up, if lost, would show as 200 MB.
    expect(growth(sessions), `resident MB: ${sessions}`).toBeLessThan(40);
  });

  it(`stays flat over 10000 sessions and ${RUNS} runs`, { timeout: 30 * 60_000 }, async () => {
    const { sessions, runs } = await soak(10_000, RUNS, 20);
    console.log(
      `resident MB over 10000 sessions: ${sessions.join(' ')}\nover ${RUNS} runs: ${runs.join(' ')}`,
    );
    // 8000 sessions that lost 10 kB each, half of their weights, would show as 80 MB.
    expect(growth(sessions), `resident MB: ${sessions}`).toBeLessThan(40);
    expect(growth(runs), `resident MB: ${runs}`).toBeLessThan(20);
  });
});
