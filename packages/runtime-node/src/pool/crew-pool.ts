// The pool as its users see it: a session's checks in front of a crew.

import { RuntimeError, type Tensor, type TypedArray } from '@gossamer/core';
import {
  type AbortSource,
  checkFeeds,
  checkNames,
  type Fallback,
  type Feeds,
  type OrtTensor,
  ortEngine,
  ortError,
  type RunOptions,
  type TensorInfo,
} from '@gossamer/core/runtime';
import type { Pool } from './create-pool.js';
import type { Crew } from './crew.js';
import type { NamedTensors } from './messages.js';
import type { Ready } from './pool-worker.js';

interface About {
  readonly device: string;
  readonly workers: number;
  readonly maxQueue: number;
  readonly fallbacks: readonly Fallback[];
}

export class CrewPool implements Pool {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly device: string;
  readonly workers: number;
  readonly fallbacks: readonly Fallback[];
  readonly #maxQueue: number;
  readonly #crew: Crew;
  #disposal: Promise<void> | undefined;

  constructor(crew: Crew, ready: Ready, { device, workers, maxQueue, fallbacks }: About) {
    const { inputs, outputs } = metadata(ready, device);
    this.#crew = crew;
    this.#maxQueue = maxQueue;
    this.inputs = inputs;
    this.outputs = outputs;
    this.device = device;
    this.workers = workers;
    this.fallbacks = fallbacks;
  }

  get waiting(): number {
    return this.#crew.waiting;
  }

  get workerIds(): readonly number[] {
    return this.#crew.workerIds;
  }

  room(signal?: AbortSource): Promise<void> {
    return this.#crew.below(this.workers, signal);
  }

  async run(feeds: Feeds, options: RunOptions = {}): Promise<Record<string, Tensor>> {
    if (this.#disposal !== undefined) {
      throw new RuntimeError('the pool is disposed', { hint: 'create another one' });
    }
    const names = this.outputs.map(({ name }) => name);
    const outputs = options.outputs ?? names;
    checkNames('output', outputs, names);
    checkFeeds(this.inputs, feeds);
    if (this.#crew.waiting >= this.#maxQueue) {
      throw new RuntimeError(`${this.#crew.waiting} runs wait already, the limit is ${this.#maxQueue}`, {
        hint: 'wait for pool.room() before run(), or raise maxQueue',
      });
    }
    try {
      return toTensors(await this.#crew.run({ feeds: toMessage(feeds), outputs }, options.signal));
    } catch (error) {
      throw error instanceof Error && 'code' in error ? error : ortError(error, 'the run failed');
    }
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#crew.drain();
    return this.#disposal;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}

/** What the workers' sessions say, in our words. */
function metadata(
  { inputs, outputs }: Ready,
  device: string,
): { inputs: TensorInfo[]; outputs: TensorInfo[] } {
  const unused = (): Promise<never> => Promise.reject(new Error('the workers run'));
  const session = { inputMetadata: inputs, outputMetadata: outputs, run: unused, release: unused };
  const engine = ortEngine<OrtTensor>(session, (type, data, dims) => ({ type, data, dims }), device);
  return { inputs: [...engine.inputs], outputs: [...engine.outputs] };
}

function toMessage(feeds: Feeds): NamedTensors {
  return Object.entries(feeds).map(([name, { dtype, shape, data }]) => [
    name,
    { type: dtype, dims: shape, data: compact(data) },
  ]);
}

/** A message takes the whole buffer along that an array looks at; and the binding refuses shared memory. */
function compact(data: TypedArray): TypedArray {
  const own = data.buffer instanceof ArrayBuffer && data.buffer.byteLength === data.byteLength;
  return own ? data : data.slice();
}

function toTensors(outputs: NamedTensors): Record<string, Tensor> {
  return Object.fromEntries(
    outputs.map(([name, { type, dims, data }]) => [
      name,
      { dtype: type as Tensor['dtype'], shape: dims, data: data as TypedArray },
    ]),
  );
}
