import { describe, expect, it } from 'vitest';
import { SerialQueue } from './serial-queue.js';

/** Tasks that end when told to, and what happened in which order. */
function bench() {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const task = (name: string) => async (): Promise<string> => {
    log.push(`${name} starts`);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    log.push(`${name} ends`);
    return name;
  };
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { log, task, end };
}

describe('SerialQueue', () => {
  it('runs one at a time, in order', async () => {
    const { log, task, end } = bench();
    const queue = new SerialQueue();
    const results = Promise.all(['a', 'b', 'c'].map((name) => queue.run(task(name))));
    for (const name of ['a', 'b', 'c']) await end(name);
    expect(await results).toEqual(['a', 'b', 'c']);
    expect(log).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  });

  it('goes on after a failure', async () => {
    const queue = new SerialQueue();
    const failed = queue.run(() => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
    expect(await queue.run(async () => 1)).toBe(1);
  });

  it('drops a waiting task at once when its signal fires', async () => {
    const { log, task, end } = bench();
    const queue = new SerialQueue();
    const controller = new AbortController();
    const first = queue.run(task('a'));
    const second = queue.run(task('b'), controller.signal, 'the run');
    const third = queue.run(task('c'));
    controller.abort(new Error('the user left'));
    await expect(second).rejects.toMatchObject({
      code: 'ABORTED',
      message: 'the run was aborted',
      cause: { message: 'the user left' },
    });
    await end('a');
    await end('c');
    expect(await Promise.all([first, third])).toEqual(['a', 'c']);
    expect(log).not.toContain('b starts');
  });

  it('stops waiting for a running task, and starts the next one only when it is over', async () => {
    const { log, task, end } = bench();
    const queue = new SerialQueue();
    const controller = new AbortController();
    const first = queue.run(task('a'), controller.signal);
    const second = queue.run(task('b'));
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
    expect(log).toEqual(['a starts']);
    await end('a');
    expect(log).toEqual(['a starts', 'a ends', 'b starts']);
    await end('b');
    await second;
  });

  it('starts nothing for a signal that has fired, and leaves no listener behind', async () => {
    const queue = new SerialQueue();
    let ran = false;
    const run = async (): Promise<void> => {
      ran = true;
    };
    await expect(queue.run(run, AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
    expect(ran).toBe(false);
    let listeners = 0;
    const signal = {
      aborted: false,
      throwIfAborted: () => {},
      addEventListener: () => void listeners++,
      removeEventListener: () => void listeners--,
    };
    await queue.run(run, signal);
    await queue.run(() => Promise.reject(new Error('no')), signal).catch(() => {});
    expect(listeners).toBe(0);
  });
});
