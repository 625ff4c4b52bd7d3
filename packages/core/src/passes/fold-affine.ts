// Scales and shifts folded into the kernel of the linear node before or behind them.

import { createNode } from '../ir/create-node.js';
import { isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { Conv, type ConvAttrs } from '../ops/conv.js';
import { ConvTranspose } from '../ops/convTranspose.js';
import { Gemm } from '../ops/gemm.js';
import { type Affine, isReadOnce } from './affine.js';
import { deriveTensor, isSource, type Source } from './derive-parameter.js';
import type { WorkingModel } from './pass.js';

/** How the numbers of a kernel belong to channels: in runs of one length. */
interface Runs {
  readonly length: number;
  /** Channel of the run that begins at this index. */
  channelOf(start: number): number;
}

/**
 * k (W x + b) + t = (k W) x + (k b + t): folds the affine node into the convolution, transposed convolution or matrix product
 * that makes its input and nobody else's. Float64, rounded once. Returns false where there is none.
 */
export function foldAfter(model: WorkingModel, node: Node, affine: Affine): boolean {
  const linear = affine.input.producer;
  const runs = linear === undefined ? undefined : outputRuns(linear, affine.channels);
  if (linear === undefined || runs === undefined || !isReadOnce(affine.input, model.graph)) return false;
  const [x, weight, bias] = linear.inputs as readonly [Value, Source, Source?];
  const { scale, shift, sources } = affine;
  const inputs: (Value | undefined)[] = [x, weight, bias];
  if (scale !== undefined) {
    const shape = weight.type.shape as readonly number[];
    inputs[1] = deriveTensor(model, 'folded_weight', shape, [weight, ...sources], (kernel, ...data) =>
      scaled(kernel as Float32Array, scale(data), runs),
    );
  }
  if (shift !== undefined || bias !== undefined) {
    const read = [weight, ...sources, ...(bias === undefined ? [] : [bias])];
    inputs[2] = deriveTensor(model, 'folded_bias', [affine.channels], read, (_, ...data) => {
      const [k, t, b] = [scale?.(data), shift?.(data), bias && data.at(-1)];
      return Float32Array.from({ length: affine.channels }, (__, c) => {
        return (b?.[c] ?? 0) * (k?.[c] ?? 1) + (t?.[c] ?? 0);
      });
    });
  }
  put(model, linear, inputs, node);
  return true;
}

function scaled(kernel: Float32Array, k: Float64Array, { length, channelOf }: Runs): Float32Array {
  const result = new Float32Array(kernel.length);
  for (let start = 0; start < kernel.length; start += length) {
    const factor = k[channelOf(start)] as number;
    for (let i = start; i < start + length; i++) result[i] = (kernel[i] as number) * factor;
  }
  return result;
}

/** How the kernel belongs to the channels it makes; undefined for nodes that are no such product. */
function outputRuns(node: Node, channels: number): Runs | undefined {
  const [, weight, bias] = node.inputs;
  if (!isSource(weight)) return undefined;
  if (bias !== undefined && (!isSource(bias) || bias.type.shape.length !== 1)) return undefined;
  const [rows = 1, columns = 1, ...window] = weight.type.shape as readonly number[];
  const area = window.reduce((a, b) => a * b, 1);
  if (isOp(node, Conv)) {
    const length = columns * area;
    return { length, channelOf: (start) => start / length };
  }
  if (isOp(node, ConvTranspose)) {
    const group = (columns * area * rows) / node.attrs.group;
    return {
      length: area,
      channelOf: (start) => Math.floor(start / group) * columns + ((start / area) % columns),
    };
  }
  const isProduct = isOp(node, Gemm) && node.attrs.beta === 1 && node.output.type.shape[1] === channels;
  // A bias of one number would be repeated.
  if (!isProduct || (bias !== undefined && bias.type.shape[0] !== channels)) return undefined;
  return node.attrs.transB === 0
    ? { length: 1, channelOf: (start) => start % columns }
    : { length: columns, channelOf: (start) => start / columns };
}

/**
 * W (k x + t) + b = (W k) x + (W t + b): folds the affine node into the convolutions that read it, where all its readers are
 * some and a shift meets no padding: there it would be missing. Returns false where that is not so.
 */
export function foldBefore(model: WorkingModel, node: Node, affine: Affine): boolean {
  const { graph } = model;
  const readers = graph.nodes.filter((reader) => reader.inputs.includes(node.output));
  const isResult = graph.outputs.some((output) => output.value === node.output);
  if (isResult || readers.length === 0 || !readers.every((reader) => canTake(reader, node.output, affine)))
    return false;
  for (const reader of readers) takeIn(model, reader as Node<ConvAttrs> & Node, affine);
  graph.erase(node);
  return true;
}

function canTake(reader: Node, value: Value, affine: Affine): boolean {
  const [x, ...rest] = reader.inputs;
  if (!isOp(reader, Conv) || x !== value || !rest.every(isSource)) return false;
  const { auto_pad: auto, pads = [] } = reader.attrs;
  const isUnpadded = auto === 'VALID' || (auto === 'NOTSET' && pads.every((pad) => pad === 0));
  return isUnpadded || affine.shift === undefined;
}

function takeIn(
  model: WorkingModel,
  conv: Node<ConvAttrs> & Node,
  { input, sources, scale, shift }: Affine,
): void {
  const [, weight, bias] = conv.inputs as readonly [Value, Source, Source?];
  const shape = weight.type.shape as readonly number[];
  const [rows = 1, columns = 1, ...window] = shape;
  const area = window.reduce((a, b) => a * b, 1);
  const rowsInGroup = rows / conv.attrs.group;
  const runs: Runs = {
    length: area,
    channelOf: (start) => {
      const at = start / area;
      return Math.floor(at / columns / rowsInGroup) * columns + (at % columns);
    },
  };
  const inputs: (Value | undefined)[] = [input, weight, bias];
  if (scale !== undefined) {
    inputs[1] = deriveTensor(model, 'folded_weight', shape, [weight, ...sources], (kernel, ...data) =>
      scaled(kernel as Float32Array, scale(data), runs),
    );
  }
  if (shift !== undefined) {
    const read = [weight, ...sources, ...(bias === undefined ? [] : [bias])];
    inputs[2] = deriveTensor(model, 'folded_bias', [rows], read, (kernel, ...data) => {
      const t = shift(data);
      const sum = Float64Array.from({ length: rows }, (_, row) => (bias && data.at(-1)?.[row]) ?? 0);
      kernel?.forEach((value, i) => {
        const row = Math.floor(i / (columns * area));
        const channel = runs.channelOf(i - (i % area));
        sum[row] = (sum[row] as number) + value * (t[channel] as number);
      });
      return Float32Array.from(sum);
    });
  }
  put(model, conv, inputs, conv);
}

/** The linear node on new inputs in the place of `last`, which it makes needless, and of the old one. */
function put(model: WorkingModel, linear: Node, inputs: readonly (Value | undefined)[], last: Node): void {
  const { graph } = model;
  const folded = createNode(linear.op, inputs, linear.attrs, { path: linear.path, within: graph.name });
  folded.output.name = last.output.name;
  graph.insert(folded, last);
  graph.replace(last.output, folded.output);
  graph.erase(...new Set([last, linear]));
}
