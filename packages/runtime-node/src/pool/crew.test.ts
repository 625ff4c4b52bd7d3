// The crew's bookkeeping where workers are slow, or cannot be started.

import { describe, expect, it } from 'vitest';
import { Crew } from './crew.js';
import type { Host } from './hosts.js';
import type { WorkerStart } from './messages.js';
import { PoolWorker } from './pool-worker.js';

const start: WorkerStart = { modulePath: '', model: '', options: {} };
const task = { feeds: [], outputs: [] };

/** A worker's other side: `ready` at once or refused, and a task is done when the test says so. */
class Puppet implements Host {
  readonly id = 0;
  readonly killable = true;
  #tell: (message: unknown) => void = () => {};
  #exit: (cause: string) => void = () => {};
  #tasks: number[] = [];

  constructor(readonly starts = true) {}

  post(message: object): void {
    const { id } = message as { id: number };
    if (id > 0) this.#tasks.push(id);
    else if (this.starts) queueMicrotask(() => this.#tell({ id, kind: 'ready', inputs: [], outputs: [] }));
    else setImmediate(() => this.#exit('no memory'));
  }

  finish(): void {
    const id = this.#tasks.shift();
    this.#tell({ id, kind: 'done', result: [] });
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#tell = listener;
  }

  onExit(listener: (cause: string) => void): void {
    this.#exit = listener;
  }

  hold(): void {}

  kill(): void {
    this.#exit('killed');
  }
}

async function crewOf(size: number, spawn: () => Host): Promise<{ crew: Crew; first: Puppet }> {
  const crew = new Crew(size, () => new PoolWorker(start, spawn()));
  const first = new Puppet();
  const worker = new PoolWorker(start, first);
  await worker.ready;
  crew.join(worker);
  return { crew, first };
}

describe('waiting for room', () => {
  it('ends with its signal, while the run before it goes on', async () => {
    const { crew, first } = await crewOf(1, () => new Puppet(false));
    const runs = [crew.run(task), crew.run(task)];
    const stop = new AbortController();
    const room = crew.below(1, stop.signal);
    stop.abort();
    await expect(room).rejects.toMatchObject({ code: 'ABORTED' });
    for (const run of runs) {
      first.finish();
      await run;
    }
    await crew.drain();
  });
});

describe('workers that cannot be started', () => {
  it('are given up after three attempts, and the others do the work', async () => {
    let spawned = 0;
    const { crew, first } = await crewOf(2, () => {
      spawned++;
      return new Puppet(false);
    });
    const runs = [crew.run(task), crew.run(task), crew.run(task)];
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
    expect(spawned).toBe(3);
    for (const run of runs) {
      first.finish();
      await run;
    }
    await crew.drain();
  });

  it('are tried again when the last worker died, and then the runs that wait are refused', async () => {
    let spawned = 0;
    const { crew, first } = await crewOf(2, () => {
      spawned++;
      return new Puppet(false);
    });
    const runs = [crew.run(task), crew.run(task)];
    for (let i = 0; i < 50; i++) await new Promise(setImmediate);
    first.kill();
    for (const run of runs) await expect(run).rejects.toThrow('cannot be started any more');
    expect(spawned).toBeLessThan(8);
    await crew.drain();
  });
});
