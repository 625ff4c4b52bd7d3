// One worker of a pool: a session of its own, its tasks under way, and word of its death.

import type { Host } from './hosts.js';
import type { ResultOf, WorkerReply, WorkerStart, WorkerTask } from './messages.js';

/** The worker ended: by a failure of its own, or because it was told to. */
export class WorkerDeath extends Error {}

/** What a session says of itself. */
export type Ready = Extract<WorkerReply, { kind: 'ready' }>;

type Listener = (reply: WorkerReply | WorkerDeath) => void;

export class PoolWorker {
  /** Rejects with the engine's error, or with WorkerDeath. */
  readonly ready: Promise<Ready>;
  /** Resolves once it has ended. */
  readonly gone: Promise<void>;
  readonly id: number;
  readonly #host: Host;
  readonly #listeners = new Map<number, Listener>();
  #asked = 0;
  #ending = false;

  constructor(start: WorkerStart, host: Host) {
    this.#host = host;
    this.id = host.id;
    this.gone = new Promise((resolve) => {
      host.onExit((cause) => {
        const death = new WorkerDeath(cause);
        for (const listener of this.#listeners.values()) listener(death);
        this.#listeners.clear();
        resolve();
      });
    });
    host.onMessage((reply) => this.#tell(reply as WorkerReply));
    this.ready = this.#ask(start).then((reply) => {
      if (reply.kind === 'ready') return reply;
      throw new Error(reply.kind === 'refused' ? reply.error : `an unexpected reply: ${reply.kind}`);
    });
    this.ready.catch(() => {});
  }

  /** @throws WorkerDeath where it ends first; Error with the engine's text */
  async run<Task extends WorkerTask>(task: Task): Promise<ResultOf<Task>> {
    const reply = await this.#ask(task);
    if (reply.kind === 'done') return reply.result as ResultOf<Task>;
    throw new Error(reply.kind === 'failed' ? reply.error : `an unexpected reply: ${reply.kind}`);
  }

  /** An idle worker does not keep a process alive, one under way does. */
  hold(on: boolean): void {
    this.#host.hold(on);
  }

  /** Ends it: at once where that is safe, else when what it does is done. */
  async terminate(): Promise<void> {
    this.#ending = true;
    this.#host.hold(true);
    if (this.#host.killable || this.#listeners.size === 0) this.#host.kill();
    await this.gone;
  }

  #ask(message: object): Promise<WorkerReply> {
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#listeners.set(id, (reply) => (reply instanceof WorkerDeath ? reject(reply) : resolve(reply)));
      this.#host.post({ ...message, id });
    });
  }

  #tell(reply: WorkerReply): void {
    const listener = this.#listeners.get(reply.id);
    this.#listeners.delete(reply.id);
    listener?.(reply);
    if (this.#ending && this.#listeners.size === 0) this.#host.kill();
  }
}
