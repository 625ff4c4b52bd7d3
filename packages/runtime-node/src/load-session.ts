// Creates a session on the first device that works.

import { RuntimeError, type TypedArray } from '@gossamer/core';
import {
  type Fallback,
  type LoadOptions,
  ortEngine,
  ortError,
  otherThanOnnx,
  type Session,
  sessionOf,
  throwIfAborted,
} from '@gossamer/core/runtime';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Binding } from './binding.js';
import { fallbackOf, noneAvailable } from './devices/fallbacks.js';
import type { Prober } from './devices/probe.js';
import { firstBytes } from './files/first-bytes.js';
import type { NodeDevice, NodeRuntimeOptions } from './options.js';
import { sessionOptions } from './session-options.js';

/** A binding with what was asked of it. */
export interface Engine {
  readonly binding: Binding;
  readonly prober: Prober;
  readonly options: NodeRuntimeOptions;
  /** The best first. */
  readonly devices: readonly NodeDevice[];
  /** The user left the choice to us. */
  readonly unasked: boolean;
}

/** An ONNX file, in memory or by path. */
export interface OnnxFile {
  readonly file: Uint8Array | string;
  readonly size: number;
}

/**
 * A session on the first of the devices that can run and takes the network; those before it become fallbacks.
 * @throws RuntimeError where the last device refuses the file, DeviceUnavailableError where none can run, AbortError
 */
export async function loadSession(engine: Engine, onnx: OnnxFile, options: LoadOptions): Promise<Session> {
  const { signal, onProgress } = options;
  const fallbacks: Fallback[] = [];
  let refusal: RuntimeError | undefined;
  for (const device of engine.devices) {
    const status = await engine.prober.probe(device, engine.unasked);
    throwIfAborted(signal, 'the load');
    if (!status.available) {
      fallbacks.push(fallbackOf(status));
      continue;
    }
    onProgress?.({ phase: 'create', loaded: onnx.size });
    const native = await create(engine, device, onnx, options.name);
    if (native instanceof RuntimeError) {
      refusal = native;
      fallbacks.push({ device, reason: native.reason });
      continue;
    }
    if (signal?.aborted) await native.release();
    throwIfAborted(signal, 'the load');
    onProgress?.({ phase: 'ready', loaded: onnx.size });
    return sessionOf(ortEngine(native, tensorMaker(engine.binding), device, true), fallbacks);
  }
  throw refusal ?? noneAvailable(fallbacks);
}

async function create(
  { binding, options }: Engine,
  device: NodeDevice,
  { file }: OnnxFile,
  name = 'the network',
): Promise<InferenceSession | RuntimeError> {
  const settings = sessionOptions(device, options);
  try {
    // Two calls of one overloaded function.
    return await (typeof file === 'string'
      ? binding.ort.InferenceSession.create(file, settings)
      : binding.ort.InferenceSession.create(file, settings));
  } catch (error) {
    return ortError(error, `onnxruntime cannot load ${name}`, otherThanOnnx(await firstBytes(file)));
  }
}

function tensorMaker({ ort }: Binding) {
  return (dtype: string, data: TypedArray, shape: readonly number[]): Tensor => {
    // Bit patterns, whatever the language has for half floats: see `keepHalfBits`.
    const { buffer, byteOffset, length } = data;
    const plain = dtype === 'float16' ? new Uint16Array(buffer, byteOffset, length) : data;
    return new ort.Tensor(dtype as Tensor.Type, plain as Tensor.DataType, shape);
  };
}
