// Corner: the side of the one who times of a process with a contestant.

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { PEERS_FOLDER } from '../rivals/install-rivals.js';
import type { Entry, Reply, Sample } from './sample.js';

export interface Corner {
  readonly entry: Entry;
  readonly engine: string;
  /** What it computed of the common input. */
  readonly output: readonly number[];
  measure(runs: number): Promise<readonly Sample[]>;
  close(): void;
}

/** @throws Error where the contestant could not open or run the network, with what it said */
export async function openCorner(entry: Entry, shape: readonly number[]): Promise<Corner> {
  const child = fork(join(PEERS_FOLDER, 'dist/network/contestant.js'), [JSON.stringify([entry, shape])], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const reply = await next(child);
  if (!('ready' in reply)) throw new Error('failed' in reply ? reply.failed : 'no answer');
  return {
    entry,
    ...reply.ready,
    async measure(runs) {
      child.send({ runs });
      const answer = await next(child);
      if (!('samples' in answer)) throw new Error('failed' in answer ? answer.failed : 'no answer');
      return answer.samples;
    },
    close: () => child.disconnect(),
  };
}

function next(child: ChildProcess): Promise<Reply> {
  return new Promise((resolve) => {
    const ended = (code: number | null): void => resolve({ failed: `the process ended with ${code}` });
    child.once('exit', ended);
    child.once('message', (reply) => {
      child.off('exit', ended);
      resolve(reply as Reply);
    });
  });
}
