// Workers: one for each thread. They sleep in the shared memory between runs; nobody else ever waits there.

import { RuntimeError } from '@gossamer/core';
import type { CompiledNetwork } from '../compile/compile.js';
import { CONTROL_ADDRESS } from '../compile/link.js';

/** What the browser's Worker and Node's have in common here. */
interface AnyWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
  /** Node's: whether the worker keeps the process alive. Idle ones must not, those that are waited for must. */
  ref?(): void;
  unref?(): void;
}

interface Team {
  /** Sets all threads off; settles when the first has finished, which is after all others. */
  run(): Promise<void>;
  release(): void;
}

/** Runs in a worker: says it is ready, then runs its program whenever the control word changes. */
const SOURCE = `
const serve = (post) => ({ module, memory, program, control, first }) => {
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const words = new Int32Array(memory.buffer);
  let seen = Atomics.load(words, control);
  post('ready');
  for (;;) {
    Atomics.wait(words, control, seen);
    seen = Atomics.load(words, control);
    run(program);
    if (first) post('done');
  }
};`;

/** A worker that does not start. Browsers say nothing about those that their policy forbids. */
export class NotStarted extends RuntimeError {
  constructor(cause: unknown) {
    const { message } = cause as Partial<Error>;
    super(`a worker does not start${message ? `: ${message}` : ''}`, { cause });
  }
}

/** @throws NotStarted where a worker does not start; those that did are stopped */
export async function startWorkers(
  network: CompiledNetwork,
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<Team> {
  const words = new Int32Array(memory.buffer);
  const control = CONTROL_ADDRESS / 4;
  const workers: AnyWorker[] = [];
  let settle: { done(): void; failed(error: unknown): void } | undefined;
  const release = (): void => {
    for (const worker of workers) void worker.terminate();
  };
  const start = (program: number, index: number): Promise<void> =>
    new Promise((ready, reject) => {
      const onError = (cause: unknown): void => {
        reject(new NotStarted(cause));
        settle?.failed(new RuntimeError('a worker failed', { cause }));
      };
      const onMessage = (message: unknown): void => (message === 'ready' ? ready() : settle?.done());
      createWorker(onMessage, onError).then((worker) => {
        workers.push(worker);
        worker.postMessage({ module, memory, program, control, first: index === 0 });
      }, onError);
    });
  await Promise.all(network.programs.map(start)).catch((error: unknown) => {
    release();
    throw error;
  });
  const idle = (): void => {
    for (const worker of workers) worker.unref?.();
  };
  idle();
  return {
    run: () =>
      new Promise<void>((done, reject) => {
        settle = { done, failed: reject };
        for (const worker of workers) worker.ref?.();
        Atomics.add(words, control, 1);
        Atomics.notify(words, control);
      }).finally(idle),
    release,
  };
}

/** A worker of this engine: from a blob in browsers, from source in Node, whatever options Node itself was started with. */
async function createWorker(
  onMessage: (message: unknown) => void,
  onError: (error: unknown) => void,
): Promise<AnyWorker> {
  if (typeof Worker === 'function') {
    const source = `${SOURCE} onmessage = ({ data }) => serve((message) => postMessage(message))(data);`;
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    const worker = new Worker(url);
    worker.onmessage = ({ data }) => onMessage(data);
    worker.onerror = onError;
    URL.revokeObjectURL(url);
    return worker;
  }
  const { Worker: NodeWorker } = await nodeWorkers();
  const source = `const { parentPort } = require('node:worker_threads');${SOURCE}
    parentPort.once('message', serve((message) => parentPort.postMessage(message)));`;
  const worker = new NodeWorker(source, { eval: true, execArgv: [] });
  worker.on('message', onMessage);
  worker.on('error', onError);
  return worker;
}

interface NodeWorker extends AnyWorker {
  on(event: 'message' | 'error', listener: (value: unknown) => void): void;
}

/** Named by a variable, so that bundlers for the browser leave it alone. */
function nodeWorkers(): Promise<{
  Worker: new (source: string, options: { eval: true; execArgv: [] }) => NodeWorker;
}> {
  const name = 'node:worker_threads';
  return import(/* @vite-ignore */ name);
}
