// The web runtime: onnxruntime-web behind core's interface.

import { DeviceUnavailableError } from '@gossamer/core';
import {
  collectBytes,
  type Fallback,
  type LoadOptions,
  type OnnxBytes,
  type Runtime,
  type Session,
  sessionOf,
  throwIfAborted,
} from '@gossamer/core/runtime';
import { type Choice, chooseDevice } from './auto/choose-device.js';
import { defaultThreads, isolation } from './capabilities.js';
import { checkOptions } from './check-options.js';
import { adapterOf } from './gpu.js';
import { loadOrt, setupOf } from './load-ort.js';
import type { WebDevice, WebRuntimeOptions } from './options.js';
import { createEngine, type SessionRequest } from './ort-session.js';
import { createDefaultWorker } from './worker/create-worker.js';
import { WorkerFailed, WorkerHost } from './worker/worker-host.js';
import { workerSession } from './worker/worker-session.js';

export interface WebSession extends Session {
  readonly device: WebDevice;
  /** Why it runs where it runs, for people. */
  why(): string;
}

export interface WebRuntime extends Runtime {
  readonly name: 'onnxruntime-web';
  load(onnx: OnnxBytes, options?: LoadOptions): Promise<WebSession>;
}

/**
 * A runtime on onnxruntime-web, of which only the build for the device is downloaded, by the first load. In a page
 * networks run in a worker: feeds are copied to it, an abort stops it, and a lost GPU is looked for again.
 *
 * @throws OptionError for options outside what is allowed
 *
 * @example
 * ```ts
 * const runtime = webRuntime({ device: 'wasm', threads: 2 });
 * await using session = await runtime.load(await encodeOnnx(model));
 * const { logits } = await session.run({ pixel_values: image });
 * ```
 */
export function webRuntime(options: WebRuntimeOptions = {}): WebRuntime {
  checkOptions(options);
  return new OrtWebRuntime(options);
}

class OrtWebRuntime implements WebRuntime {
  readonly name = 'onnxruntime-web';
  readonly #options: WebRuntimeOptions;
  readonly #hosts: Partial<Record<WebDevice, WorkerHost>> = {};

  constructor(options: WebRuntimeOptions) {
    this.#options = options;
  }

  async load(onnx: OnnxBytes, options: LoadOptions = {}): Promise<WebSession> {
    const { signal, onProgress } = options;
    const bytes = await collectBytes(onnx, options);
    onProgress?.({ phase: 'create', loaded: bytes.length });
    const { device, why } = await this.#device(bytes, options);
    const session = await this.#session(device, bytes, options);
    if (signal?.aborted) await session.dispose();
    throwIfAborted(signal, 'the load');
    onProgress?.({ phase: 'ready', loaded: bytes.length });
    return Object.assign(session as Session & { readonly device: WebDevice }, { why: () => why });
  }

  async #device(bytes: Uint8Array, options: LoadOptions): Promise<Choice> {
    const { device = 'wasm' } = this.#options;
    if (device === 'webgpu') await checkAdapter();
    if (device !== 'auto') return { device, why: `${device} was asked for` };
    return chooseDevice(bytes, threadsOf(this.#options).threads, (candidate) =>
      this.#session(candidate, bytes, options),
    );
  }

  async #session(
    device: WebDevice,
    bytes: Uint8Array,
    { name = 'the network' }: LoadOptions,
  ): Promise<Session> {
    const { threads, fallbacks } = threadsOf(this.#options);
    const notes = device === 'wasm' ? fallbacks : [];
    const request: SessionRequest = { device, setup: setupOf(threads, this.#options), bytes, name };
    if (!this.#inWorker) return hereSession(request, notes);
    try {
      return await workerSession(this.#host(device), request, notes);
    } catch (error) {
      if (!(error instanceof WorkerFailed)) throw error;
      return hereSession(request, [...notes, noWorker(error)]);
    }
  }

  get #inWorker(): boolean {
    const { worker = typeof document !== 'undefined' } = this.#options;
    return worker && typeof Worker !== 'undefined';
  }

  #host(device: WebDevice): WorkerHost {
    const { createWorker = createDefaultWorker } = this.#options;
    this.#hosts[device] ??= new WorkerHost(() => createWorker(device));
    return this.#hosts[device];
  }
}

/** A session on the thread this is called on. */
async function hereSession(request: SessionRequest, fallbacks: readonly Fallback[]): Promise<Session> {
  return sessionOf(await createEngine(await loadOrt(request.device), request), fallbacks);
}

function noWorker(error: WorkerFailed): Fallback {
  return {
    device: 'a worker',
    reason: `the worker did not start: ${error.message}`,
    fix: 'let the bundler copy the worker, or give createWorker; worker-src of the page has to allow it',
  };
}

/** Threads asked for that this page cannot have are reported, not refused: one thread gives the same results. */
function threadsOf({ threads }: WebRuntimeOptions): { threads: number; fallbacks: readonly Fallback[] } {
  const isolated = isolation();
  const wanted = threads ?? defaultThreads();
  if (isolated.available || wanted === 1) return { threads: wanted, fallbacks: [] };
  const { reason = '', fix = '' } = isolated;
  return { threads: 1, fallbacks: [{ device: `wasm with ${wanted} threads`, reason, fix }] };
}

/** @throws DeviceUnavailableError where the browser has no adapter: onnxruntime-web would not say why */
async function checkAdapter(): Promise<void> {
  const adapter = await adapterOf();
  if (!('reason' in adapter)) return;
  throw new DeviceUnavailableError(`webgpu cannot run here: ${adapter.reason}`, { hint: adapter.fix });
}
