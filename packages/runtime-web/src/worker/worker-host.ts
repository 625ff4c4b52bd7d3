// The page's side of one worker: requests with answers, and replacement of the worker.

import { DeviceUnavailableError, RuntimeError } from '@gossamer/core';
import type { Held, PlainFault, Reply, Request, Results } from './messages.js';

interface Pending {
  resolve(value: never): void;
  reject(error: unknown): void;
}

/** The worker was replaced while it worked on the request: by an abort, or because it failed. */
export class WorkerGone extends RuntimeError {
  readonly failed: boolean;

  constructor(failure?: string) {
    super(failure === undefined ? 'the worker was replaced' : `the worker failed: ${failure}`, {
      hint: 'memory that runs out is the usual reason: run smaller pictures, or dispose sessions',
    });
    this.failed = failure !== undefined;
  }
}

/** The worker's script did not start. */
export class WorkerFailed extends Error {}

/** How long a worker without sessions waits for the next. */
const IDLE_MS = 2000;

export class WorkerHost {
  readonly #create: () => Worker;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #started = false;
  #ids = 0;
  #sessions = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  /** Counts workers: what was loaded into an earlier one is gone. */
  generation = 0;

  constructor(create: () => Worker) {
    this.#create = create;
  }

  /**
   * Asks the worker, which is started when there is none. The buffers become its own.
   * @throws WorkerGone, WorkerFailed, and what the worker says
   */
  call<K extends Request['kind']>(
    request: Extract<Request, { kind: K }>,
    buffers: ArrayBuffer[] = [],
  ): Promise<Results[K]> {
    return new Promise((resolve, reject) => {
      const worker = this.#ready();
      const id = ++this.#ids;
      this.#pending.set(id, { resolve, reject });
      worker.postMessage({ id, request }, buffers);
    });
  }

  /** Stops the worker, in the midst of what it does. The next request starts another. */
  replace(reason: Error = new WorkerGone()): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.generation++;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(reason);
  }

  /** One more session that needs the worker; the function says it no longer does. */
  retain(): () => void {
    this.#sessions++;
    clearTimeout(this.#idle);
    return () => {
      if (--this.#sessions === 0) this.#idle = setTimeout(() => this.replace(), IDLE_MS);
    };
  }

  #ready(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    this.#started = false;
    const worker = this.#start();
    worker.onmessage = ({ data }: { data: Reply }) => {
      if ('lock' in data) this.#watch(worker, data.lock);
      else this.#receive(data);
    };
    worker.onerror = (event) => {
      if (worker !== this.#worker) return;
      event.preventDefault();
      const { message } = event;
      this.replace(
        this.#started
          ? new WorkerGone(message || 'it gave no reason')
          : new WorkerFailed(message || 'its script cannot be loaded'),
      );
    };
    this.#worker = worker;
    return worker;
  }

  #start(): Worker {
    try {
      const worker = this.#create();
      if (typeof worker?.postMessage === 'function') return worker;
      throw new TypeError(`createWorker gave ${String(worker)}`);
    } catch (error) {
      throw new WorkerFailed(error instanceof Error ? error.message : String(error));
    }
  }

  /** A worker that ends by itself says nothing; the lock it held is then given to the page. */
  #watch(worker: Worker, lock: string): void {
    const ended = (): void => {
      if (worker === this.#worker) this.replace(new WorkerGone('it ended by itself'));
    };
    void navigator.locks.request(lock, ended).catch(() => {});
  }

  #receive(reply: Exclude<Reply, Held>): void {
    this.#started = true;
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('fault' in reply) pending?.reject(errorOf(reply.fault));
    else pending?.resolve(reply.value as never);
  }
}

function errorOf({ code, reason, hint, ...facts }: PlainFault): RuntimeError {
  const Kind = code === 'DEVICE_UNAVAILABLE' ? DeviceUnavailableError : RuntimeError;
  return new Kind(reason, { hint, details: { ...facts } });
}
