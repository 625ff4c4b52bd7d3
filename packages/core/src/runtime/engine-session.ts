// The session both runtimes hand out: checks, queue, abort and disposal around an engine's bare run.

import { RuntimeError, ShapeError } from '../errors.js';
import type { Tensor } from '../ir/tensor-data.js';
import { checkFeeds, checkInto, checkOutputNames } from './check-feeds.js';
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
  /** @param into an engine that can write there without a copy returns these tensors; others may ignore it */
  run(feeds: Feeds, outputs: readonly string[], into?: Feeds): Promise<Record<string, Tensor>>;
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
    if (wanted !== this.#outputNames) checkOutputNames(wanted, this.#outputNames);
    if (this.#engine.checkFeeds === undefined) checkFeeds(this.inputs, feeds);
    else this.#engine.checkFeeds(feeds);
    const { into, signal } = options;
    if (into === undefined) return this.#queue.run(() => this.#engine.run(feeds, wanted), signal, 'the run');
    checkInto(this.outputs, into);
    const results = this.#queue.run(() => this.#engine.run(feeds, wanted, into), signal, 'the run');
    return writtenInto(await results, into);
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#queue.run(() => this.#engine.release());
    return this.#disposal;
  }

  [asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/**
 * Results with those of `into` in place, copied where the engine has not written there itself.
 * @throws ShapeError where a result has another shape, as one of open sizes may
 */
export function writtenInto(results: Readonly<Record<string, Tensor>>, into: Feeds): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(results).map(([name, result]) => {
      const target = into[name];
      if (target === undefined || target.data === result.data) return [name, target ?? result];
      if (String(target.shape) !== String(result.shape)) {
        throw new ShapeError(`output "${name}" is [${result.shape}], the tensor for it [${target.shape}]`);
      }
      (target.data as { set(from: unknown): void }).set(result.data);
      return [name, target];
    }),
  );
}
