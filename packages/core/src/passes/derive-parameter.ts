// Parameters that a pass computes from others.

import type { TypedArray } from '../ir/dtype.js';
import { type TensorType, tensorType } from '../ir/tensor-type.js';
import { Constant, Parameter, type Value } from '../ir/value.js';
import { derivedTensor } from '../weights/lazy-tensor.js';
import type { WorkingModel } from './pass.js';

/**
 * Adds a float32 parameter computed from others, its name numbered where it is taken; only its type where the model has no
 * weights.
 */
export function deriveParameter(
  model: WorkingModel,
  wanted: string,
  type: TensorType,
  sources: readonly Parameter[],
  compute: (...data: Float32Array[]) => Float32Array,
): Parameter {
  const name = freeName(model, wanted);
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

/** A float32 tensor of a graph whose numbers a pass may compute with: learned, or at hand. */
export type Source = Parameter | Constant;

export function isSource(value: Value | undefined): value is Source {
  const isKnown = value instanceof Parameter || value instanceof Constant;
  return isKnown && value.type.dtype === 'float32';
}

/** A float32 tensor computed from others: a parameter beside the first of them that is one; a constant where none is. */
export function deriveTensor(
  model: WorkingModel,
  leaf: string,
  shape: readonly number[],
  sources: readonly Source[],
  compute: (...data: Float32Array[]) => Float32Array,
): Source {
  const parameters = sources.filter((source) => source instanceof Parameter);
  const read = (data: readonly Float32Array[]): Float32Array => {
    const known = new Map<Source, Float32Array>(
      parameters.map((source, i) => [source, data[i] as Float32Array]),
    );
    return compute(
      ...sources.map((source) => known.get(source) ?? ((source as Constant).data as Float32Array)),
    );
  };
  const type = tensorType('float32', shape);
  const [first] = parameters;
  if (first === undefined) return new Constant(type, read([]));
  return deriveParameter(model, besides(first, leaf), type, parameters, (...data) => read(data));
}

function freeName(model: WorkingModel, name: string): string {
  let free = name;
  for (let i = 1; model.graph.params.has(free); i++) free = `${name}_${i}`;
  return free;
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
