// The session both runtimes hand out: checks, queue, abort and disposal around an engine's bare run.

import { RuntimeError } from '../errors.js';
import type { Tensor } from '../ir/tensor-data.js';
import { checkFeeds, checkNames } from './check-feeds.js';
import { SerialQueue } from './serial-queue.js';
import type { Fallback, Feeds, RunOptions, Session } from './session.js';
import type { TensorInfo } from './tensor-info.js';

/** What an engine has to bring; it is never called twice at a time, nor after `release`. */
export interface Engine {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly device: string;
  /** Of engines that take more than tensors: instead of core's `checkFeeds`. */
  checkFeeds?(feeds: Feeds): void;
  run(feeds: Feeds, outputs: readonly string[]): Promise<Record<string, Tensor>>;
  release(): Promise<void>;
}

/** `Symbol.asyncDispose`, also where the language does not have it yet. */
const asyncDispose: typeof Symbol.asyncDispose = /* @__PURE__ */ ((): typeof Symbol.asyncDispose =>
  Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose'))();

/** A session around an engine that is ready. */
export function sessionOf(engine: Engine, fallbacks: readonly Fallback[] = []): Session {
  return new EngineSession(engine, fallbacks);
}

class EngineSession implements Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly device: string;
  readonly fallbacks: readonly Fallback[];
  readonly #engine: Engine;
  readonly #outputNames: readonly string[];
  readonly #queue = new SerialQueue();
  #disposal: Promise<void> | undefined;

  constructor(engine: Engine, fallbacks: readonly Fallback[]) {
    this.#engine = engine;
    this.inputs = engine.inputs;
    this.outputs = engine.outputs;
    this.device = engine.device;
    this.fallbacks = fallbacks;
    this.#outputNames = engine.outputs.map((output) => output.name);
  }

  async run(feeds: Feeds, options: RunOptions = {}): Promise<Record<string, Tensor>> {
    if (this.#disposal !== undefined) {
      throw new RuntimeError('the session is disposed', { hint: 'load the network again' });
    }
    const wanted = options.outputs ?? this.#outputNames;
    checkNames('output', wanted, this.#outputNames);
    if (this.#engine.checkFeeds === undefined) checkFeeds(this.inputs, feeds);
    else this.#engine.checkFeeds(feeds);
    return this.#queue.run(() => this.#engine.run(feeds, wanted), options.signal, 'the run');
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#queue.run(() => this.#engine.release());
    return this.#disposal;
  }

  [asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
