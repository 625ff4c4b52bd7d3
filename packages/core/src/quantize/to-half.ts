// A float model to a checked half precision model.

import { PassError } from '../errors.js';
import type { Model } from '../ir/model.js';
import type { Node } from '../ir/node.js';
import type { Tensor } from '../ir/tensor-data.js';
import { Parameter, type Value } from '../ir/value.js';
import { compareModels, type QualityBound, requireQuality } from './compare.js';
import { LARGEST_HALF, staysFloat32 } from './half-rules.js';
import { type HalfOptions, insertHalf } from './insert-half.js';
import { type ObserveOptions, observe } from './observe.js';
import type { Converted } from './to-int8.js';

export interface ToHalfOptions extends HalfOptions, Omit<ObserveOptions, 'samples'> {
  /** Inputs to look for overflow and to compare on. */
  readonly probes: readonly Tensor[];
  /** Default `HALF_BOUND`. */
  readonly bound?: QualityBound;
  /** Return the model even where it stays below the bound. */
  readonly force?: boolean;
}

/** Below it a half precision model is refused. */
export const HALF_BOUND: QualityBound = { cosine: 0.999, top1: 0.97 };

/**
 * Weights and activations in float16. Layers whose weights, or whose activations on the probes, come near the
 * largest float16 stay float32, as do sums and exponentials.
 * @throws PassError where the result is below the bound and not forced, or the model is quantized
 */
export async function toHalf(model: Model, options: ToHalfOptions): Promise<Converted> {
  const { probes, bound = HALF_BOUND, force = false } = options;
  const quantized = model.graph.nodes.find((node) => node.op.name === 'QuantizeLinear');
  if (quantized !== undefined)
    throw new PassError('a quantized network is not made half precision', { path: quantized.path });
  const large = new Set([...(await largeWeights(model)), ...(await largeActivations(model, options))]);
  const keepFloat = (node: Node): boolean => large.has(node) || options.keepFloat?.(node) === true;
  const half = insertHalf(model, { keepFloat });
  const comparison = await compareModels(model, half, { ...options, probes });
  if (!force) requireQuality(comparison, bound, 'fp16');
  const floatLayers = [...large].map((node) => node.path);
  const notes = large.size === 0 ? [] : [`${large.size} nodes stay float32: their numbers are too large`];
  return { model: half, comparison, floatLayers, notes };
}

/** Nodes with a weight that float16 cannot hold. */
async function largeWeights({ graph, weights }: Model): Promise<Node[]> {
  const large = new Set<Value>();
  for (const parameter of graph.params.values()) {
    const tensor = weights.get(parameter.name);
    if (tensor?.dtype !== 'float32') continue;
    const data = (await tensor.read()) as Float32Array;
    if (data.some((value) => !(Math.abs(value) <= LARGEST_HALF))) large.add(parameter);
  }
  return graph.nodes.filter((node) =>
    node.inputs.some((value) => value instanceof Parameter && large.has(value)),
  );
}

/** Nodes that make or read a tensor within a factor of two of the largest float16. */
async function largeActivations(model: Model, options: ToHalfOptions): Promise<Node[]> {
  const { graph } = model;
  const floats = graph.nodes.flatMap((node) => (staysFloat32(node) ? [] : node.outputs));
  const watched = floats.filter((value) => value.type.dtype === 'float32');
  const seen = await observe(model, watched, { ...options, samples: options.probes.slice(0, 4) });
  const isLarge = (value: Value | undefined): boolean => {
    const range = value && seen.get(value)?.histogram;
    return range !== undefined && Math.max(range.max, -range.min) > LARGEST_HALF / 2;
  };
  return graph.nodes.filter((node) => [...node.inputs, ...node.outputs].some(isLarge));
}
