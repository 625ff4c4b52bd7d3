// Parameters that a pass computes from others.

import type { TypedArray } from '../ir/dtype.js';
import type { TensorType } from '../ir/tensor-type.js';
import { Parameter } from '../ir/value.js';
import { derivedTensor } from '../weights/lazy-tensor.js';
import type { WorkingModel } from './pass.js';

/** Adds a float32 parameter computed from others; only its type where the model has no weights. */
export function deriveParameter(
  model: WorkingModel,
  name: string,
  type: TensorType,
  sources: readonly Parameter[],
  compute: (...data: Float32Array[]) => Float32Array,
): Parameter {
  const parameter = model.graph.addParameter(new Parameter(type, name, 'weight'));
  const tensors = sources
    .map((source) => model.weights.get(source.name))
    .filter((tensor) => tensor !== undefined);
  if (tensors.length === sources.length) {
    const shape = type.shape as readonly number[];
    const onArrays = compute as (...data: TypedArray[]) => TypedArray;
    model.weights.set(name, derivedTensor('float32', shape, tensors, onArrays));
  }
  return parameter;
}

/** `conv1.conv.weight` and `folded_weight` give `conv1.conv.folded_weight`. */
export function besides(parameter: Parameter, leaf: string): string {
  const prefix = parameter.name.replace(/\.?[^.]*$/, '');
  return prefix === '' ? leaf : `${prefix}.${leaf}`;
}

/** What BatchNormalization multiplies each channel by: scale / sqrt(var + eps), float64. */
export function normFactors(
  scale: Float32Array | undefined,
  variance: Float32Array | undefined,
  eps: number,
): Float64Array {
  return Float64Array.from(scale ?? [], (value, i) => value / Math.sqrt((variance?.[i] ?? 0) + eps));
}
