// A session of onnxruntime-web as an engine, on whichever thread this is.

import { type Engine, ortEngine, ortError, ortText, otherThanOnnx } from '@gossamer/core/runtime';
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { diagnose } from './diagnose.js';
import { type OrtModule, type Setup, setUpOrt } from './load-ort.js';
import type { WebDevice } from './options.js';

export interface SessionRequest {
  readonly device: WebDevice;
  readonly setup: Setup;
  readonly bytes: Uint8Array;
  /** What to call the network in errors. */
  readonly name: string;
}

/** @throws RuntimeError where onnxruntime-web does not start or refuses the network */
export async function createEngine(ort: OrtModule, request: SessionRequest): Promise<Engine> {
  setUpOrt(ort, request.setup);
  return ortEngine(await create(ort, request), tensorMaker(ort), request.device);
}

async function create(
  ort: OrtModule,
  { device, bytes, name, setup }: SessionRequest,
): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: [device],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 4,
    });
  } catch (error) {
    const fault = await diagnose(ortText(error), setup, error);
    throw fault ?? ortError(error, `onnxruntime-web cannot load ${name}`, otherThanOnnx(bytes));
  }
}

function tensorMaker(ort: OrtModule) {
  return (dtype: string, data: unknown, shape: readonly number[]): Tensor =>
    new ort.Tensor(dtype as Tensor.Type, data as Tensor.DataType, shape);
}
