// What a node does to the channels of the maps it reads and writes.

import { constantNumbers } from '../../ir/create-node.js';
import { isOp } from '../../ir/graph.js';
import type { Node } from '../../ir/node.js';
import { Constant, Parameter, type Value } from '../../ir/value.js';
import { Concat } from '../../ops/concat.js';
import { Conv, type ConvAttrs } from '../../ops/conv.js';
import { Resize } from '../../ops/resize.js';
import { Slice } from '../../ops/slice.js';
import { Split } from '../../ops/split.js';
import { keepsChannels } from './resize-channels.js';

export type ChannelRole =
  /** Channel c of the output comes from channel c of every map it reads. */
  | { readonly kind: 'same' }
  /** Every output channel comes from every input channel, or from those of its group. */
  | { readonly kind: 'conv'; readonly groups: number }
  | { readonly kind: 'concat' }
  /** Output i holds the channels from `starts[i]` on. */
  | { readonly kind: 'split'; readonly starts: readonly number[] }
  /** Anything else: its maps have to stay as they are. */
  | { readonly kind: 'other' };

/**
 * Ops on each channel by itself, which stay finite on channels that hold nothing (those begin as zeros). Other inputs than
 * maps must be constants of one element.
 */
const SAME: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'Add',
  'AveragePool',
  'Clip',
  'Gelu',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'HardSigmoid',
  'HardSwish',
  'LeakyRelu',
  'Max',
  'MaxPool',
  'Min',
  'Mul',
  'Relu',
  'Resize',
  'Sigmoid',
  'Sub',
  'Tanh',
]);

const OTHER: ChannelRole = { kind: 'other' };

/** A float32 map [N,C,H,W] with a known number of channels, not 0, that a node computes or the graph is fed. */
export function isMap(value: Value | undefined): value is Value {
  if (value === undefined || value instanceof Parameter || value instanceof Constant) return false;
  const { dtype, shape } = value.type;
  return dtype === 'float32' && shape.length === 4 && typeof shape[1] === 'number' && shape[1] > 0;
}

/** Channels of a map. */
export function channelsOf(value: Value): number {
  return value.type.shape[1] as number;
}

export function channelRole(node: Node): ChannelRole {
  if (!isMap(node.inputs[0]) || !node.outputs.every(isMap)) return OTHER;
  if (isOp(node, Conv)) return convRole(node);
  if (isOp(node, Concat)) {
    const onChannels = node.attrs.axis === 1 || node.attrs.axis === -3;
    return onChannels && node.inputs.every(isMap) ? { kind: 'concat' } : OTHER;
  }
  if (isOp(node, Split)) return splitRole(node, node.attrs.axis);
  if (isOp(node, Slice)) return sliceRole(node);
  return isSame(node) ? { kind: 'same' } : OTHER;
}

/** Depthwise convolutions with one output channel for each input channel keep channels apart. */
function convRole(node: Node<ConvAttrs>): ChannelRole {
  const [x, ...rest] = node.inputs;
  const ours = rest.every((value) => value instanceof Parameter || value instanceof Constant);
  const floats = rest.every((value) => value?.type.dtype === 'float32');
  if (!ours || !floats) return OTHER;
  const { group } = node.attrs;
  const depthwise = group > 1 && group === channelsOf(x as Value) && group === channelsOf(node.output);
  return depthwise ? { kind: 'same' } : { kind: 'conv', groups: group };
}

function splitRole(node: Node, axis: number): ChannelRole {
  if (axis !== 1 && axis !== -3) return OTHER;
  let start = 0;
  const starts = node.outputs.map((output) => {
    start += channelsOf(output);
    return start - channelsOf(output);
  });
  return { kind: 'split', starts };
}

/** A slice of the channels alone, in steps of one. */
function sliceRole(node: Node): ChannelRole {
  const [starts, , axes, steps] = [1, 2, 3, 4].map((index) => constantNumbers(node.inputs[index]));
  const [start] = starts ?? [];
  const onChannels = axes?.length === 1 && (axes[0] === 1 || axes[0] === -3);
  if (start === undefined || !onChannels || (steps?.[0] ?? 1) !== 1) return OTHER;
  const channels = channelsOf(node.inputs[0] as Value);
  return { kind: 'split', starts: [Math.min(start < 0 ? Math.max(start + channels, 0) : start, channels)] };
}

function isSame(node: Node): boolean {
  if (!SAME.has(node.op.name)) return false;
  const isResize = isOp(node, Resize);
  if (isResize && !keepsChannels(node)) return false;
  const channels = channelsOf(node.output);
  return node.inputs.every((value) => {
    if (value === undefined) return true;
    if (value instanceof Constant) return value.data.length === 1 || isResize;
    return isMap(value) && channelsOf(value) === channels;
  });
}
