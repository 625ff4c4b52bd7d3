// A session whose engine lives in a worker.

import type { GossamerError } from '@gossamer/core';
import {
  type AbortSource,
  type Engine,
  type Fallback,
  type Feeds,
  type Session,
  sessionOf,
  throwIfAborted,
} from '@gossamer/core/runtime';
import { checkEngineFeeds } from '../feeds.js';
import { copyFrames } from '../gpu/copy-frames.js';
import { isDeviceLoss } from '../gpu/device-loss.js';
import type { SessionRequest } from '../ort-session.js';
import { copyFeeds, tensorInfo } from './messages.js';
import { WorkerGone, type WorkerHost } from './worker-host.js';

let sessions = 0;

/**
 * Loads into the worker. An aborted load or run stops the worker; it, a lost GPU and other sessions' aborts are followed
 * by loading again, and the runs they interrupted are tried once more.
 *
 * @throws WorkerFailed where there is no worker to be had; RuntimeError; AbortError
 */
export async function workerSession(
  host: WorkerHost,
  request: SessionRequest,
  fallbacks: readonly Fallback[],
  signal?: AbortSource,
): Promise<Session> {
  const release = host.retain();
  const stop = (): void => host.replace();
  signal?.addEventListener('abort', stop);
  try {
    const engine = await WorkerEngine.load(host, request, release, () => !signal?.aborted);
    return cancellable(sessionOf(engine, fallbacks), engine);
  } catch (error) {
    release();
    throwIfAborted(signal, 'the load');
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

class WorkerEngine implements Engine {
  readonly #id = ++sessions;
  readonly #host: WorkerHost;
  readonly #request: SessionRequest;
  readonly #release: () => void;
  readonly device: string;
  inputs: Engine['inputs'] = [];
  outputs: Engine['outputs'] = [];
  #generation = -1;
  #running: Feeds | undefined;
  /** Frames are copied once the device was lost, perhaps over one. */
  #copies = false;

  private constructor(host: WorkerHost, request: SessionRequest, release: () => void) {
    this.#host = host;
    this.#request = request;
    this.#release = release;
    this.device = request.device;
  }

  static async load(
    host: WorkerHost,
    request: SessionRequest,
    release: () => void,
    isWanted: () => boolean,
  ): Promise<WorkerEngine> {
    const engine = new WorkerEngine(host, request, release);
    await undisturbed(() => engine.#load(), isWanted);
    return engine;
  }

  checkFeeds(feeds: Feeds): void {
    checkEngineFeeds(this.inputs, feeds, 'worker');
  }

  async run(feeds: Feeds, outputs: readonly string[]): ReturnType<Engine['run']> {
    this.#running = feeds;
    try {
      const own = this.#copies ? await copyFrames(feeds) : feeds;
      return await this.#attempt(own, outputs).catch(async (error: unknown) => {
        if (this.#running !== feeds) throw error;
        if (!(error instanceof WorkerGone || isDeviceLoss(error))) throw error;
        if (isDeviceLoss(error) && this.#generation === this.#host.generation) this.#host.replace();
        this.#copies ||= isDeviceLoss(error);
        return this.#attempt(this.#copies ? await copyFrames(feeds) : feeds, outputs);
      });
    } finally {
      this.#running = undefined;
    }
  }

  /** Stops the run of these feeds, if it is the one under way. */
  cancel(feeds: Feeds): void {
    if (this.#running !== feeds) return;
    this.#running = undefined;
    this.#host.replace();
  }

  async release(): Promise<void> {
    if (this.#generation === this.#host.generation) {
      await this.#host.call({ kind: 'release', session: this.#id }).catch(ignoreGone);
    }
    this.#release();
  }

  #attempt(feeds: Feeds, outputs: readonly string[]): ReturnType<Engine['run']> {
    const attempt = async (): ReturnType<Engine['run']> => {
      if (this.#generation !== this.#host.generation) await this.#load();
      const copies = copyFeeds(feeds);
      return this.#host.call(
        { kind: 'run', session: this.#id, feeds: copies.feeds, outputs },
        copies.buffers,
      );
    };
    return undisturbed(attempt, () => this.#running !== undefined);
  }

  async #load(): Promise<void> {
    const loading = this.#host.call({ kind: 'load', session: this.#id, request: this.#request });
    const { generation } = this.#host;
    const { inputs, outputs } = await loading.catch((error: unknown) => {
      const { notStarted } = (error as Partial<GossamerError>).details ?? {};
      if (notStarted === true && generation === this.#host.generation) this.#host.replace();
      throw error;
    });
    this.inputs = inputs.map(tensorInfo);
    this.outputs = outputs.map(tensorInfo);
    this.#generation = generation;
  }
}

/** Does the work again for as long as other sessions' aborts interrupt it, and it is wanted. */
async function undisturbed<T>(work: () => Promise<T>, isWanted: () => boolean): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WorkerGone) || error.failed || !isWanted()) throw error;
    }
  }
}

/** The session with an abort that reaches the worker. */
function cancellable(session: Session, engine: WorkerEngine): Session {
  const run = session.run.bind(session);
  session.run = async (feeds, options = {}) => {
    const own = { ...feeds };
    const stop = (): void => engine.cancel(own);
    options.signal?.addEventListener('abort', stop);
    return run(own, options).finally(() => options.signal?.removeEventListener('abort', stop));
  };
  return session;
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof WorkerGone)) throw error;
}
