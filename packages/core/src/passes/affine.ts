// Nodes that scale and shift each channel: y = k x + t.

import { type Graph, isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { Add } from '../ops/add.js';
import { BatchNormalization } from '../ops/batchNormalization.js';
import { Div } from '../ops/div.js';
import { Mul } from '../ops/mul.js';
import { Sub } from '../ops/sub.js';
import { isSource, normFactors, type Source } from './derive-parameter.js';

/** A scale and a shift for each channel, from the data of `sources`; float64. */
export interface Affine {
  readonly input: Value;
  readonly channels: number;
  readonly sources: readonly Source[];
  /** undefined where it is 1. */
  readonly scale: ((data: readonly Float32Array[]) => Float64Array) | undefined;
  /** undefined where it is 0. */
  readonly shift: ((data: readonly Float32Array[]) => Float64Array) | undefined;
}

/** A norm that measures nothing, undefined for any other node. */
export function affineOfNorm(node: Node): Affine | undefined {
  const sources = node.inputs.slice(1);
  const [input] = node.inputs;
  if (!isOp(node, BatchNormalization) || node.attrs.training_mode !== 0) return undefined;
  if (input === undefined || !sources.every(isSource)) return undefined;
  const eps = node.attrs.epsilon;
  const scale = ([k, , , v]: readonly Float32Array[]): Float64Array => normFactors(k, v, eps);
  return {
    input,
    channels: sources[0]?.type.shape[0] as number,
    sources,
    scale,
    shift: (data) => {
      const [, shift, mean] = data;
      return scale(data).map((factor, c) => (shift?.[c] ?? 0) - (mean?.[c] ?? 0) * factor);
    },
  };
}

/**
 * Mul, Div, Add or Sub of a map by a tensor with one number for each channel, or one for all; undefined for any other node.
 * Channels are the second axis.
 */
export function affineOfConstant(node: Node): Affine | undefined {
  const index = node.inputs.findIndex((value) => sourceOf(value) !== undefined);
  const factor = node.inputs[index];
  const source = sourceOf(factor);
  const input = node.inputs[1 - index];
  if (node.inputs.length !== 2 || factor === undefined || source === undefined) return undefined;
  if (input === undefined || sourceOf(input) !== undefined) return undefined;
  const { shape } = node.output.type;
  const channels = shape[1];
  const isKept = shape.length === input.type.shape.length && input.type.shape[1] === channels;
  if (typeof channels !== 'number' || !isKept || !isPerChannel(factor, shape.length, channels))
    return undefined;
  const each = ([data]: readonly Float32Array[], f: (value: number) => number): Float64Array =>
    Float64Array.from({ length: channels }, (_, c) => f(data?.[data.length === 1 ? 0 : c] ?? 0));
  const scaled = (f: (value: number) => number): Affine => ({
    input,
    channels,
    sources: [source],
    scale: (data) => each(data, f),
    shift: undefined,
  });
  const shifted = (f: (value: number) => number): Affine => ({
    ...scaled(f),
    scale: undefined,
    shift: (data) => each(data, f),
  });
  if (isOp(node, Mul)) return scaled((value) => value);
  if (isOp(node, Add)) return shifted((value) => value);
  // A constant minus or divided by a map is no scale of it.
  if (index === 0) return undefined;
  if (isOp(node, Div)) return scaled((value) => 1 / value);
  return isOp(node, Sub) ? shifted((value) => -value) : undefined;
}

/** A tensor whose numbers are known, also under another shape. */
function sourceOf(value: Value | undefined): Source | undefined {
  if (isSource(value)) return value;
  const producer = value?.producer;
  const [from] = producer?.inputs ?? [];
  return producer !== undefined && RESHAPES.has(producer.op.name) && isSource(from) ? from : undefined;
}

const RESHAPES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'Identity',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
]);

/** [1], [C,1,1] or [1,C,1,1] against a map of rank 4, and so on. */
function isPerChannel(factor: Value, rank: number, channels: number): boolean {
  const { shape } = factor.type;
  if (shape.length > rank) return false;
  return shape.every((dim, i) => dim === 1 || (dim === channels && rank - shape.length + i === 1));
}

/** True where a value is read once and is no output of the graph. */
export function isReadOnce(value: Value, { nodes, outputs }: Graph): boolean {
  let reads = 0;
  for (const { inputs } of nodes) for (const input of inputs) if (input === value) reads++;
  return reads === 1 && !outputs.some((output) => output.value === value);
}
