/// <reference lib="esnext.disposable" preserve="true" />
// A pool: one network in several workers, so that runs do not hold the calling thread and can be stopped.

import { resolve } from 'node:path';
import { GossamerError, OptionError } from '@gossamer/core';
import {
  type AbortSource,
  collectBytes,
  type OnnxBytes,
  ortError,
  otherThanOnnx,
  type Session,
  throwIfAborted,
} from '@gossamer/core/runtime';
import { disableTelemetry, loadBinding } from '../binding.js';
import { checkThreads } from '../check-options.js';
import { chooseDevice } from '../devices/choose-device.js';
import { firstBytes } from '../files/first-bytes.js';
import { fileSize } from '../files/io-error.js';
import { defaultThreads } from '../machine/default-threads.js';
import type { NodeRuntimeOptions } from '../options.js';
import { sessionOptions } from '../session-options.js';
import { Crew } from './crew.js';
import { CrewPool } from './crew-pool.js';
import { type Isolation, openHost } from './hosts.js';
import type { WorkerStart } from './messages.js';
import { picturesModule } from './pictures-module.js';
import { PoolWorker, type Ready } from './pool-worker.js';

export interface PoolOptions extends NodeRuntimeOptions {
  /** Worker threads, each with a session of its own. By default `defaultThreads()`: one for each core there is. */
  workers?: number;
  /** Threads of one run, 1 by default: for images a second, workers beat threads. */
  threads?: number;
  /**
   * `thread`, the default: a run whose signal fires is no longer waited for, and its worker ends when the native
   * call returns. `process`: it is killed at once, and a crash in native code takes only the worker along; tensors
   * are copied through a pipe, about a millisecond for a picture.
   */
  isolation?: Isolation;
  /** Runs that may wait; one more is refused. 1024 by default. Wait for `room()` before `run` to stay below. */
  maxQueue?: number;
  /** Stops the creation. */
  signal?: AbortSource | undefined;
}

/** A session in several threads or processes. A run whose signal fires costs its worker, which is replaced. */
export interface Pool extends Session {
  readonly workers: number;
  /** Runs that wait for a worker. */
  readonly waiting: number;
  /** Workers that are ready: numbers of threads, or of processes. */
  readonly workerIds: readonly number[];
  /** Resolves when a further run would be among the next to start: back-pressure for producers. */
  room(signal?: AbortSource): Promise<void>;
}

/**
 * Creates the workers and waits for all of them. The bytes of the file are in memory once, shared; each session
 * has its own copy of the weights, as onnxruntime lays them out. A worker that dies is replaced and its run tried
 * once more.
 *
 * @param model a path, or the bytes of an ONNX file
 * @throws OptionError; IoError for the path; RuntimeError where the engine refuses the file;
 * DeviceUnavailableError; AbortError
 *
 * @example
 * ```ts
 * await using pool = await createPool('model.onnx', { workers: 4 });
 * const { logits } = await pool.run({ pixel_values: image }, { signal: AbortSignal.timeout(500) });
 * ```
 */
export function createPool(model: string | OnnxBytes, options: PoolOptions = {}): Promise<Pool> {
  return openPool(model, options, { picturesModule: picturesModule() });
}

/** What tests put in place of the real thing. */
export interface PoolParts {
  readonly picturesModule: string | undefined;
  /** What workers run. */
  readonly program?: string;
}

export async function openPool(
  model: string | OnnxBytes,
  options: PoolOptions,
  { picturesModule, program }: PoolParts,
): Promise<CrewPool> {
  const { workers = defaultThreads(), threads = 1, isolation = 'thread', maxQueue = 1024, signal } = options;
  checkThreads(threads);
  checkCount('workers', workers);
  checkCount('maxQueue', maxQueue);
  const file = await modelFile(model, signal);
  // The workers' copies of the environment come from this thread's.
  disableTelemetry();
  const binding = await loadBinding();
  const { device, fallbacks } = await chooseDevice(binding, options);
  throwIfAborted(signal, 'the load');
  const start: WorkerStart = {
    modulePath: binding.modulePath ?? 'onnxruntime-node',
    model: file,
    options: sessionOptions(device, { ...options, threads }),
  };
  const spawn = (): PoolWorker => new PoolWorker(start, openHost(isolation, program));
  const first = Array.from({ length: workers }, spawn);
  try {
    const [ready] = await Promise.all(first.map((worker) => worker.ready));
    throwIfAborted(signal, 'the load');
    const crew = new Crew(workers, spawn);
    for (const worker of first) crew.join(worker);
    return new CrewPool(crew, ready as Ready, { device, workers, maxQueue, fallbacks, picturesModule });
  } catch (error) {
    await Promise.all(first.map((worker) => worker.terminate()));
    if (error instanceof GossamerError) throw error;
    const head = await firstBytes(file);
    throw ortError(error, 'onnxruntime cannot load the network', otherThanOnnx(head));
  }
}

/** In memory that threads share; a path stays one. */
async function modelFile(
  model: string | OnnxBytes,
  signal: AbortSource | undefined,
): Promise<string | Uint8Array> {
  if (typeof model === 'string') {
    await fileSize(model);
    return resolve(model);
  }
  const bytes = await collectBytes(model, { signal });
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

function checkCount(name: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new OptionError(`${name} is ${count}`, { hint: 'give a whole number from 1' });
}
