// How quantizing runs a network: a callback, so that calibration works on any runtime or the interpreter.

import type { Model } from '../ir/model.js';
import type { Tensor } from '../ir/tensor-data.js';
import { encodeOnnx } from '../onnx/encode.js';
import type { Runtime } from '../runtime/runtime.js';

/** A network that can be run; every `Session` is one. */
export interface OpenedModel {
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>>;
  dispose(): Promise<void>;
}

/** Makes a model ready to run. */
export type OpenModel = (model: Model) => Promise<OpenedModel>;

/** Runs models on a runtime, written as ONNX in memory. */
export function openOn(runtime: Runtime): OpenModel {
  return async (model) => runtime.load(await encodeOnnx(model), { name: model.graph.name });
}

/** Inputs to run a network on, each with its batch dimension. */
export type Samples = Iterable<Tensor> | AsyncIterable<Tensor>;
