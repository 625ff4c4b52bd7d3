// The web runtime: onnxruntime-web behind core's interface.

import { DeviceUnavailableError, OptionError } from '@gossamer/core';
import {
  collectBytes,
  type Fallback,
  type OnnxBytes,
  type Runtime,
  type Session,
  sessionOf,
  throwIfAborted,
} from '@gossamer/core/runtime';
import type { Choice } from './auto/choose-device.js';
import { defaultThreads, isolation } from './capabilities.js';
import { checkOptions } from './check-options.js';
import { gpuInWorker } from './feeds.js';
import { adapterOf } from './gpu.js';
import { buildOf, loadOrt, setupOf } from './load-ort.js';
import type { WebDevice, WebLoadOptions, WebRuntimeOptions } from './options.js';
import { createWasmEngine, type SessionRequest } from './ort-session.js';
import { type Precisions, precisionsOf } from './precisions.js';
import { type GpuSession, type WebSession, webSession } from './web-session.js';
import { createDefaultWorker } from './worker/create-worker.js';
import { WorkerFailed, WorkerHost } from './worker/worker-host.js';
import { workerSession } from './worker/worker-session.js';

export interface WebRuntime extends Runtime {
  readonly name: 'onnxruntime-web';
  /**
   * What to `compile` networks for that run here: `wasm` on that device alone, else `webgpu`, whose graphs are right on
   * both. On WebGPU those of other targets are not always.
   */
  readonly target: WebDevice;
  /** @throws also OptionError where results are to stay on a GPU that is not this thread's */
  load(
    onnx: OnnxBytes,
    options: WebLoadOptions & { readonly preferredOutputLocation: 'gpu-buffer' },
  ): Promise<GpuSession>;
  load(onnx: OnnxBytes, options?: WebLoadOptions): Promise<WebSession>;
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
  readonly target: WebDevice;
  readonly #options: WebRuntimeOptions;
  readonly #hosts: Partial<Record<WebDevice, WorkerHost>> = {};

  constructor(options: WebRuntimeOptions) {
    this.#options = options;
    this.target = (options.device ?? 'wasm') === 'wasm' ? 'wasm' : 'webgpu';
  }

  async load(
    onnx: OnnxBytes,
    options: WebLoadOptions & { readonly preferredOutputLocation: 'gpu-buffer' },
  ): Promise<GpuSession>;
  async load(onnx: OnnxBytes, options?: WebLoadOptions): Promise<WebSession>;
  async load(onnx: OnnxBytes, options: WebLoadOptions = {}): Promise<WebSession | GpuSession> {
    const { signal, onProgress } = options;
    if (options.preferredOutputLocation === 'gpu-buffer') {
      checkGpuOutputs(this.#options.device, this.#inWorker);
    }
    const network = precisionsOf(await collectBytes(onnx, options), options);
    const { length } = network.full;
    onProgress?.({ phase: 'create', loaded: length });
    const { device, why } = await this.#device(network, options);
    const session = await this.#open(device, network, options);
    if (signal?.aborted) await session.dispose();
    throwIfAborted(signal, 'the load');
    onProgress?.({ phase: 'ready', loaded: length });
    const { precision, reason } = await network.chosen(device);
    return webSession(session, { precision, why: () => [why, ...reason].join('; ') });
  }

  async #device(network: Precisions, options: WebLoadOptions): Promise<Choice> {
    const { device = 'wasm' } = this.#options;
    if (device === 'webgpu') await checkAdapter();
    if (device !== 'auto') return { device, why: `${device} was asked for` };
    const { candidates = [] } = this.#options;
    const { chooseDevice } = await import('./auto/choose-device.js');
    return chooseDevice(
      network.full,
      [threadsOf(this.#options).threads, (await network.onGpu()).precision],
      (chosen) => this.#open(chosen, network, options),
      undefined,
      candidates.map(({ name }) => name),
    );
  }

  /** On a device, or with the candidate of this name. */
  async #open(device: string, network: Precisions, options: WebLoadOptions): Promise<Session> {
    const { signal, name } = options;
    const { bytes } = await network.chosen(device);
    const candidate = this.#options.candidates?.find((runtime) => runtime.name === device);
    if (candidate === undefined) return this.#session(device as WebDevice, bytes, options);
    return candidate.load(bytes, { signal, ...(name === undefined ? {} : { name }) });
  }

  async #session(
    device: WebDevice,
    bytes: Uint8Array,
    { name = 'the network', capture = false, preferredOutputLocation = 'cpu', signal }: WebLoadOptions,
  ): Promise<Session> {
    const { threads, fallbacks } = threadsOf(this.#options);
    const notes = device === 'wasm' ? fallbacks : [];
    const setup = setupOf(threads, this.#options);
    const outputLocation = preferredOutputLocation;
    const request: SessionRequest = { device, setup, bytes, name, capture, outputLocation };
    if (!this.#inWorker) return hereSession(request, notes);
    try {
      return await workerSession(this.#host(device), request, notes, signal);
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
    this.#hosts[device] ??= new WorkerHost(() => createWorker(device, buildOf(device)));
    return this.#hosts[device];
  }
}

/** A session on the thread this is called on. */
async function hereSession(request: SessionRequest, fallbacks: readonly Fallback[]): Promise<Session> {
  const ort = await loadOrt(request.device);
  if (request.device === 'wasm') return sessionOf(await createWasmEngine(ort, request), fallbacks);
  const { RevivingEngine } = await import('./gpu/reviving-engine.js');
  const engine = await RevivingEngine.create(ort, request);
  return Object.assign(sessionOf(engine, fallbacks), { gpuDevice: () => engine.gpuDevice });
}

/** @throws OptionError where results cannot stay on the GPU */
function checkGpuOutputs(device: WebRuntimeOptions['device'], inWorker: boolean): void {
  if (device !== 'webgpu') {
    throw new OptionError(`results stay on the GPU only with device "webgpu", found "${device ?? 'wasm'}"`, {
      hint: "webRuntime({ device: 'webgpu', worker: false })",
    });
  }
  if (inWorker) throw gpuInWorker('the result');
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
