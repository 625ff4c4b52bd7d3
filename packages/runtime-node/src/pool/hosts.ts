// Where a worker lives: a thread of this process, or a process of its own.

import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { WORKER_PROGRAM } from './worker-program.js';

export type Isolation = 'thread' | 'process';

export interface Host {
  readonly id: number;
  /** Native code survives no thread that ends under it: threads are ended between runs only. */
  readonly killable: boolean;
  post(message: object): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, with why. */
  onExit(listener: (cause: string) => void): void;
  /** Whether it keeps the calling process alive. */
  hold(on: boolean): void;
  kill(): void;
}

export function openHost(isolation: Isolation, program = WORKER_PROGRAM): Host {
  return isolation === 'thread' ? threadHost(program) : processHost(program);
}

function threadHost(program: string): Host {
  const worker = new Worker(program, { eval: true });
  let cause = '';
  worker.on('error', (error: unknown) => {
    cause = error instanceof Error ? error.message : String(error);
  });
  return {
    id: worker.threadId,
    killable: false,
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onExit: (listener) => void worker.on('exit', (code) => listener(cause || `it exited with code ${code}`)),
    hold: (on) => (on ? worker.ref() : worker.unref()),
    kill: () => void worker.terminate(),
  };
}

function processHost(program: string): Host {
  const child = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    // Electron's program is Node with this variable.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let cause = '';
  child.on('error', (error) => {
    cause = error.message;
  });
  return {
    id: child.pid ?? -1,
    killable: true,
    // A child that died meanwhile is told of by `exit`.
    post: (message) => void child.send(message, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) =>
      void child.on('close', (code, signal) => listener(cause || `it ended by ${signal ?? `code ${code}`}`)),
    hold(on) {
      const { channel } = child;
      if (on) {
        child.ref();
        channel?.ref();
      } else {
        child.unref();
        channel?.unref();
      }
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
