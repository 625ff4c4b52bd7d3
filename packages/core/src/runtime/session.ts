/// <reference lib="esnext.disposable" preserve="true" />
// Session: a network that is loaded and can be run.

import type { Tensor } from '../ir/tensor-data.js';
import type { AbortSource } from './abort.js';
import type { TensorInfo } from './tensor-info.js';

/** One tensor for each input, by name. */
export type Feeds = Readonly<Record<string, Tensor>>;

export interface RunOptions {
  /** A run that waits leaves the queue; one under way is no longer waited for. */
  signal?: AbortSource | undefined;
  /** The outputs wanted; all where left out. */
  outputs?: readonly string[];
  /**
   * Where outputs go, by name: tensors of the right dtype and shape, whose data is written over and which are handed
   * back. Engines that can write there do so without a copy. Leave them alone until the promise settles.
   */
  into?: Readonly<Record<string, Tensor>>;
}

/** A device that was tried, or not even tried, before the one in use. */
export interface Fallback {
  readonly device: string;
  /** Why it was not used, for people. */
  readonly reason: string;
  /** What would make it work. */
  readonly fix?: string;
}

export interface Session extends AsyncDisposable {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Where it runs: `cpu`, `cuda`, `webgpu`, `wasm`. */
  readonly device: string;
  /** Devices preferred to this one, and why they were passed over. Empty where the first choice runs. */
  readonly fallbacks: readonly Fallback[];
  /**
   * Computes the outputs. Calls may overlap: they run one after another in order of arrival. Feeds must not
   * change until the promise settles; results are the caller's own.
   * @throws RuntimeError for unknown or missing names, after `dispose`, and for failures of the engine;
   * ShapeError for a feed of another dtype or shape; AbortError
   */
  run(feeds: Feeds, options?: RunOptions): Promise<Record<string, Tensor>>;
  /** Lets the runs in the queue finish, then frees the memory. Further runs are refused. Safe to call twice. */
  dispose(): Promise<void>;
}
