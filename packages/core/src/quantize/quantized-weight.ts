// Weights and biases as integers, computed when the file is written.

import type { Model } from '../ir/model.js';
import type { Parameter } from '../ir/value.js';
import { derivedTensor, type LazyTensor } from '../weights/lazy-tensor.js';

/** Largest weight: 127, or 63 where sums of two products must fit 16 bits (AVX2 without VNNI). */
export type WeightLimit = 127 | 63;

export interface QuantizedWeight {
  /** int8 [M,...]. */
  readonly weight: LazyTensor;
  /** float32 [M]. */
  readonly scale: LazyTensor;
  /** int32 [M]; undefined where there is nothing to add. */
  readonly bias: LazyTensor | undefined;
  /** float32 [M]: the bias's scales. */
  readonly biasScale: LazyTensor;
}

export interface WeightContext {
  /** Scale of the layer's input. */
  readonly inputScale: number;
  readonly limit: WeightLimit;
  /** Mean of each input channel; the bias then makes up for the mean error of the rounded weights. */
  readonly inputMeans?: Float64Array | undefined;
}

/**
 * One scale for each output channel, symmetric. The bias has scale inputScale * scale; a channel whose weights
 * are so small that its bias would not fit 32 bits gets a larger one.
 */
export function quantizeWeight(
  { weights }: Pick<Model, 'weights'>,
  weight: Parameter,
  bias: Parameter | undefined,
  context: WeightContext,
): QuantizedWeight | undefined {
  const source = weights.get(weight.name);
  const added = bias && weights.get(bias.name);
  if (source === undefined || (bias !== undefined && added === undefined)) return undefined;
  const shape = source.shape;
  const rows = shape[0] as number;
  const sources = added === undefined ? [source] : [source, added];
  const derive = (
    dtype: 'int8' | 'int32' | 'float32',
    dims: readonly number[],
    f: (layer: Layer) => TypedResult,
  ) =>
    derivedTensor(dtype, dims, sources, (w, b) =>
      f(layerOf(w as Float32Array, b as Float32Array | undefined, shape, context)),
    );
  return {
    weight: derive('int8', shape, (layer) => roundWeight(layer)),
    scale: derive('float32', [rows], (layer) => layer.scales),
    bias:
      added === undefined && context.inputMeans === undefined
        ? undefined
        : derive('int32', [rows], (layer) => roundBias(layer, context)),
    biasScale: derive('float32', [rows], ({ scales }) => biasScales(scales, context.inputScale)),
  };
}

type TypedResult = Int8Array | Int32Array | Float32Array;

interface Layer {
  readonly shape: readonly number[];
  readonly weight: Float32Array;
  readonly bias: Float32Array | undefined;
  readonly scales: Float32Array;
}

/** Biases stay this far inside 32 bits, so that the products added to them still fit. */
const BIAS_LIMIT = 2 ** 30;

function layerOf(
  weight: Float32Array,
  bias: Float32Array | undefined,
  shape: readonly number[],
  { inputScale, limit }: WeightContext,
): Layer {
  const rows = shape[0] as number;
  const row = weight.length / rows;
  const scales = Float32Array.from({ length: rows }, (_, m) => {
    let largest = 0;
    for (let i = m * row; i < (m + 1) * row; i++) largest = Math.max(largest, Math.abs(weight[i] as number));
    const forBias = Math.abs(bias?.[m] ?? 0) / (inputScale * BIAS_LIMIT);
    return Math.max(largest / limit, forBias) || 1;
  });
  return { shape, weight, bias, scales };
}

function roundWeight({ weight, scales }: Layer): Int8Array {
  const row = weight.length / scales.length;
  return Int8Array.from(weight, (value, i) => Math.round(value / (scales[Math.floor(i / row)] as number)));
}

function biasScales(scales: Float32Array, inputScale: number): Float32Array {
  return scales.map((scale) => scale * inputScale);
}

function roundBias(layer: Layer, { inputScale, inputMeans }: WeightContext): Int32Array {
  const { bias, scales } = layer;
  const shift = inputMeans === undefined ? undefined : meanError(layer, inputMeans);
  return Int32Array.from(biasScales(scales, inputScale), (scale, m) =>
    Math.round(((bias?.[m] ?? 0) - (shift?.[m] ?? 0)) / scale),
  );
}

/** What rounding the weights adds to each output channel on inputs of these means (Nagel et al., section 4.2). */
function meanError(layer: Layer, means: Float64Array): Float64Array {
  const { weight, scales } = layer;
  const rounded = roundWeight(layer);
  const row = weight.length / scales.length;
  const channel = channelReader(layer.shape, means.length, row);
  return Float64Array.from(scales, (scale, m) => {
    let sum = 0;
    for (let i = 0; i < row; i++) {
      const at = m * row + i;
      sum += ((rounded[at] as number) * scale - (weight[at] as number)) * (means[channel(m, i)] ?? 0);
    }
    return sum;
  });
}

/** For each weight of each row the input channel it multiplies: rows of a group read that group's channels. */
function channelReader([rows = 1, perGroup = 1]: readonly number[], channels: number, row: number) {
  const rowsPerGroup = (rows * perGroup) / channels;
  const window = row / perGroup;
  return (m: number, i: number) => Math.floor(m / rowsPerGroup) * perGroup + Math.floor(i / window);
}
