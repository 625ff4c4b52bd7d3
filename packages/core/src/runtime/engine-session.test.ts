import { describe, expect, it } from 'vitest';
import type { Tensor } from '../ir/tensor-data.js';
import { type Engine, sessionOf } from './engine-session.js';

const x: Tensor = { dtype: 'float32', shape: [1], data: Float32Array.of(2) };

/** An engine that doubles, after a moment, and notes what it is asked. */
function doubling(log: string[] = []): Engine {
  const info = { dtype: 'float32', shape: [1] } as const;
  return {
    inputs: [{ name: 'x', ...info }],
    outputs: [
      { name: 'y', ...info },
      { name: 'z', ...info },
    ],
    device: 'cpu',
    async run(feeds, outputs) {
      log.push(`run ${outputs}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push('done');
      const data = Float32Array.from(((feeds.x as Tensor).data as Float32Array).map((value) => value * 2));
      return Object.fromEntries(outputs.map((name) => [name, { ...info, data }]));
    },
    async release() {
      log.push('release');
    },
  };
}

describe('sessionOf', () => {
  it('runs, all outputs or those asked for', async () => {
    const log: string[] = [];
    const session = sessionOf(doubling(log));
    const { y } = await session.run({ x });
    expect(y?.data).toEqual(Float32Array.of(4));
    await session.run({ x }, { outputs: ['z'] });
    expect(log.filter((entry) => entry !== 'done')).toEqual(['run y,z', 'run z']);
  });

  it('refuses before the engine sees anything', async () => {
    const log: string[] = [];
    const session = sessionOf(doubling(log));
    await expect(session.run({})).rejects.toMatchObject({ code: 'RUNTIME' });
    await expect(session.run({ x }, { outputs: ['zz'] })).rejects.toThrow('did you mean z');
    expect(log).toEqual([]);
  });

  it('releases after the last run, once, and refuses further ones', async () => {
    const log: string[] = [];
    const session = sessionOf(doubling(log));
    const runs = [session.run({ x }), session.run({ x })];
    await Promise.all([session.dispose(), session.dispose()]);
    expect(log).toEqual(['run y,z', 'done', 'run y,z', 'done', 'release']);
    await Promise.all(runs);
    await expect(session.run({ x })).rejects.toThrow('the session is disposed');
  });

  it('is released at the end of its block', async () => {
    const log: string[] = [];
    {
      await using session = sessionOf(doubling(log));
      expect(session.device).toBe('cpu');
    }
    expect(log).toEqual(['release']);
  });
});
