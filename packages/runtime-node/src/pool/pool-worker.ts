// One worker of a pool: a session of its own, one run at a time, and word of its death.

import type { Host } from './hosts.js';
import type { NamedTensors, RunMessage, WorkerReply, WorkerStart } from './messages.js';

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
  #listener: Listener | undefined;
  #ending = false;

  constructor(start: WorkerStart, host: Host) {
    this.#host = host;
    this.id = host.id;
    this.gone = new Promise((resolve) => {
      host.onExit((cause) => {
        this.#tell(new WorkerDeath(cause));
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
  async run(message: RunMessage): Promise<NamedTensors> {
    const reply = await this.#ask(message);
    if (reply.kind === 'result') return reply.outputs;
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
    if (this.#host.killable || this.#listener === undefined) this.#host.kill();
    await this.gone;
  }

  #ask(message: object): Promise<WorkerReply> {
    return new Promise((resolve, reject) => {
      this.#listener = (reply) => (reply instanceof WorkerDeath ? reject(reply) : resolve(reply));
      this.#host.post(message);
    });
  }

  #tell(reply: WorkerReply | WorkerDeath): void {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.(reply);
    if (this.#ending && !(reply instanceof WorkerDeath)) this.#host.kill();
  }
}
