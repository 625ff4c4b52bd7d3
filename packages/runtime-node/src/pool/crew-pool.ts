// The pool as its users see it: a session's checks in front of a crew.

import { RuntimeError, type Tensor, type TypedArray } from '@gossamer/core';
import {
  type AbortSource,
  checkFeeds,
  checkInto,
  checkOutputNames,
  type Fallback,
  type Feeds,
  type OrtTensor,
  ortEngine,
  ortError,
  type RunOptions,
  type TensorInfo,
  writtenInto,
} from '@gossamer/core/runtime';
import type { PictureJob, PictureJobResult } from '../folder/picture-job.js';
import type { Pool } from './create-pool.js';
import type { Crew } from './crew.js';
import type { NamedTensors } from './messages.js';
import type { Ready } from './pool-worker.js';

interface About {
  readonly device: string;
  readonly workers: number;
  readonly maxQueue: number;
  readonly fallbacks: readonly Fallback[];
  /** URL of the module by which workers read pictures; undefined where it is not on disk. */
  readonly picturesModule: string | undefined;
}

export class CrewPool implements Pool {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly device: string;
  readonly workers: number;
  readonly fallbacks: readonly Fallback[];
  /** Whether the workers can decode and prepare pictures themselves. */
  readonly readsPictures: boolean;
  readonly #maxQueue: number;
  readonly #picturesModule: string | undefined;
  readonly #crew: Crew;
  #disposal: Promise<void> | undefined;

  constructor(crew: Crew, ready: Ready, { device, workers, maxQueue, fallbacks, picturesModule }: About) {
    const { inputs, outputs } = metadata(ready, device);
    this.#crew = crew;
    this.#maxQueue = maxQueue;
    this.inputs = inputs;
    this.outputs = outputs;
    this.device = device;
    this.workers = workers;
    this.fallbacks = fallbacks;
    this.readsPictures = picturesModule !== undefined;
    this.#picturesModule = picturesModule;
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
    this.#checkOpen();
    const names = this.outputs.map(({ name }) => name);
    const outputs = options.outputs ?? names;
    checkOutputNames(outputs, names);
    checkFeeds(this.inputs, feeds);
    const { into = {} } = options;
    checkInto(this.outputs, into);
    if (this.#crew.waiting >= this.#maxQueue) {
      throw new RuntimeError(`${this.#crew.waiting} runs wait already, the limit is ${this.#maxQueue}`, {
        hint: 'wait for pool.room() before run(), or raise maxQueue',
      });
    }
    try {
      const results = await this.#crew.run({ feeds: toMessage(feeds), outputs }, options.signal);
      return writtenInto(toTensors(results), into);
    } catch (error) {
      throw runError(error);
    }
  }

  /** Decodes, prepares and runs pictures in a worker. @throws RuntimeError, WorkersDied, AbortError */
  async runPictures(
    job: PictureJob,
    signal?: AbortSource,
  ): Promise<PictureJobResult<Record<string, Tensor>>> {
    this.#checkOpen();
    const module = this.#picturesModule as string;
    try {
      const { outputs, ...rest } = await this.#crew.run({ module, job }, signal);
      return { outputs: outputs && toTensors(outputs), ...rest };
    } catch (error) {
      throw runError(error);
    }
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#crew.drain();
    return this.#disposal;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #checkOpen(): void {
    if (this.#disposal === undefined) return;
    throw new RuntimeError('the pool is disposed', { hint: 'create another one' });
  }
}

function runError(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error : ortError(error, 'the run failed');
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
