// The web runtime: onnxruntime-web behind core's interface.

import { DeviceUnavailableError } from '@gossamer/core';
import {
  collectBytes,
  type Fallback,
  type LoadOptions,
  ortEngine,
  ortError,
  ortText,
  otherThanOnnx,
  type Runtime,
  type Session,
  sessionOf,
  throwIfAborted,
} from '@gossamer/core/runtime';
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { defaultThreads, isolation } from './capabilities.js';
import { checkOptions } from './check-options.js';
import { adapterOf } from './gpu.js';
import { loadOrt, type OrtModule } from './load-ort.js';
import type { WebDevice, WebRuntimeOptions } from './options.js';

export interface WebRuntime extends Runtime {
  readonly name: 'onnxruntime-web';
}

/**
 * A runtime on onnxruntime-web, of which only the build for the device is downloaded, by the first load. It runs on
 * the thread it is called on: in a page that is busy with other things, use it in a worker.
 *
 * @throws OptionError for options outside what is allowed
 *
 * @example
 * ```ts
 * const runtime = webRuntime({ device: 'wasm', threads: 2 });
 * const session = await runtime.load(await encodeOnnx(model));
 * const { logits } = await session.run({ pixel_values: image });
 * ```
 */
export function webRuntime(options: WebRuntimeOptions = {}): WebRuntime {
  const device = checkOptions(options);
  return {
    name: 'onnxruntime-web',
    async load(onnx, loadOptions = {}) {
      const bytes = await collectBytes(onnx, loadOptions);
      if (device === 'webgpu') await checkAdapter();
      return loadSession(device, options, bytes, loadOptions);
    },
  };
}

async function loadSession(
  device: WebDevice,
  options: WebRuntimeOptions,
  bytes: Uint8Array,
  { signal, onProgress, name = 'the network' }: LoadOptions,
): Promise<Session> {
  const { threads, fallbacks } = threadsOf(options);
  const ort = await loadOrt(device, { threads, wasmPaths: options.wasmPaths });
  throwIfAborted(signal, 'the load');
  onProgress?.({ phase: 'create', loaded: bytes.length });
  const native = await create(ort, device, bytes, name);
  if (signal?.aborted) await native.release();
  throwIfAborted(signal, 'the load');
  onProgress?.({ phase: 'ready', loaded: bytes.length });
  return sessionOf(ortEngine(native, tensorMaker(ort), device), device === 'wasm' ? fallbacks : []);
}

/** Threads asked for that this page cannot have are reported, not refused: one thread gives the same results. */
function threadsOf({ threads }: WebRuntimeOptions): { threads: number; fallbacks: readonly Fallback[] } {
  const isolated = isolation();
  const wanted = threads ?? defaultThreads();
  if (isolated.available || wanted === 1) return { threads: wanted, fallbacks: [] };
  const { reason = '', fix = '' } = isolated;
  return { threads: 1, fallbacks: [{ device: `wasm with ${wanted} threads`, reason, fix }] };
}

async function create(
  ort: OrtModule,
  device: WebDevice,
  bytes: Uint8Array,
  name: string,
): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: [device],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
    });
  } catch (error) {
    throw ortError(error, `onnxruntime-web cannot load ${name}`, hintFor(error) ?? otherThanOnnx(bytes));
  }
}

function hintFor(error: unknown): string | undefined {
  if (!/no available backend|initWasm|\.wasm/.test(ortText(error))) return undefined;
  return "the server has to have onnxruntime-web's .wasm file, as application/wasm; set wasmPaths where it is elsewhere";
}

function tensorMaker(ort: OrtModule) {
  return (dtype: string, data: unknown, shape: readonly number[]): Tensor =>
    new ort.Tensor(dtype as Tensor.Type, data as Tensor.DataType, shape);
}

/** @throws DeviceUnavailableError where the browser has no adapter: onnxruntime-web would not say why */
async function checkAdapter(): Promise<void> {
  const adapter = await adapterOf();
  if (!('reason' in adapter)) return;
  throw new DeviceUnavailableError(`webgpu cannot run here: ${adapter.reason}`, { hint: adapter.fix });
}
