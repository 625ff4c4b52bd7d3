// A session of onnxruntime-web, with its failures in our words.

import { DeviceUnavailableError, type DType, RuntimeError } from '@gossamer/core';
import { type Engine, ortEngine, ortError, ortText, otherThanOnnx } from '@gossamer/core/runtime';
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { diagnose } from './diagnose.js';
import type { GpuDevice } from './gpu/webgpu.js';
import { type OrtModule, type Setup, setUpOrt } from './load-ort.js';
import type { OutputLocation, WebDevice } from './options.js';
import { threadsStarted } from './threads-started.js';

export interface SessionRequest {
  readonly device: WebDevice;
  readonly setup: Setup;
  readonly bytes: Uint8Array;
  /** What to call the network in errors. */
  readonly name: string;
  /** On WebGPU. */
  readonly capture?: boolean;
  readonly outputLocation?: OutputLocation;
}

/** Makes the engine of a device. */
export type CreateEngine = (ort: OrtModule, request: SessionRequest) => Promise<Engine>;

/** @throws RuntimeError where onnxruntime-web does not start or refuses the network */
export const createWasmEngine: CreateEngine = async (ort, request) =>
  ortEngine(await createSession(ort, request, 'wasm'), tensorMaker(ort), request.device);

/**
 * On WebAssembly, or on a GPU device.
 * @throws RuntimeError; DeviceUnavailableError for fp16 on a GPU that has none
 */
export async function createSession(
  ort: OrtModule,
  { bytes, name, setup, capture = false, outputLocation = 'cpu' }: SessionRequest,
  on: 'wasm' | GpuDevice,
): Promise<InferenceSession> {
  setUpOrt(ort, setup);
  const location = capture ? 'gpu-buffer' : outputLocation;
  try {
    const starting = ort.InferenceSession.create(bytes, {
      // Capture is only noticed where the provider is an object.
      executionProviders: [on === 'wasm' ? on : { name: 'webgpu', device: on }],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
      ...(on !== 'wasm' && { enableGraphCapture: capture, preferredOutputLocation: location }),
    });
    return await threadsStarted(starting, setup.threads);
  } catch (error) {
    if (error instanceof RuntimeError) throw error;
    const fault = await diagnose(ortText(error), setup, error);
    throw (
      fault ??
      noHalf(error, name) ??
      ortError(error, `onnxruntime-web cannot load ${name}`, otherThanOnnx(bytes))
    );
  }
}

/** The error where a device lacks 16-bit floats, undefined where something else is wrong. */
export function noHalf(cause: unknown, name: string): DeviceUnavailableError | undefined {
  if (!/requires f16|shader-f16/i.test(ortText(cause))) return undefined;
  return new DeviceUnavailableError(`${name} is fp16, and the GPU adapter has no shader-f16`, {
    hint: 'load the fp32 network and give the fp16 one as `half`, which is used where the GPU has it',
    cause,
  });
}

export function tensorMaker(ort: OrtModule) {
  return (dtype: DType, data: unknown, shape: readonly number[]): Tensor =>
    new ort.Tensor(dtype as Tensor.Type, data as Tensor.DataType, shape);
}
