// The blocked layout (NCHWc) of onnxruntime's CPU provider: who enters it, who stays, what padding costs.

import { isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { byteCount, isStatic, type TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { Conv } from '../ops/conv.js';

/** `stem`: a convolution of a few channels that reads the plain layout and writes the blocked one. */
export type Layout = 'plain' | 'blocked' | 'stem';

/** Channel counts have to be multiples of this to enter the layout. */
const ALIGNMENT = 4;

/** What a convolution absorbs behind it. */
const JOIN: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'BatchNormalization',
  'Relu',
  'Clip',
  'LeakyRelu',
  'HardSigmoid',
  'HardSwish',
  'Sigmoid',
  'Tanh',
]);

/** Pools enter the layout by themselves, where the channels are whole blocks. */
const POOLS: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'MaxPool',
  'AveragePool',
  'GlobalAveragePool',
  'GlobalMaxPool',
]);

/** Stay where they are, whatever the shape. */
const UNARY: ReadonlySet<string> = new Set([...JOIN].filter((name) => name !== 'BatchNormalization'));

export function blocks(layout: Layout): boolean {
  return layout !== 'plain';
}

export function joinsConv(node: Node): boolean {
  return JOIN.has(node.op.name);
}

/** Layout a convolution of float weights runs in. */
export function convLayout(node: Node, block: number): Layout {
  const shape = node.inputs[1]?.type.shape;
  if (!isOp(node, Conv) || shape === undefined || !isStatic(shape) || shape.length !== 4) return 'plain';
  const [out, inPerGroup] = shape as [number, number];
  const { group } = node.attrs;
  if (group > 1) {
    if (out % ALIGNMENT !== 0) return 'plain';
    if (inPerGroup === 1 && out === group) return 'blocked';
    return inPerGroup % block === 0 && (out / group) % block === 0 ? 'blocked' : 'plain';
  }
  if (inPerGroup < block) return 'stem';
  return inPerGroup % ALIGNMENT === 0 ? 'blocked' : 'plain';
}

/** Whether a pool brings its input into the layout. */
export function canJoinBlocked(node: Node, block: number): boolean {
  return POOLS.has(node.op.name) && wholeBlocks(node.inputs[0], block);
}

/** Whether a node whose inputs are all blocked leaves them so. */
export function staysBlocked(node: Node, data: readonly Value[], block: number): boolean {
  const { name } = node.op;
  if (UNARY.has(name)) return true;
  if (name === 'Concat') return data.every((value) => wholeBlocks(value, block));
  if (name === 'Resize') return (node.attrs as { mode?: string }).mode === 'nearest';
  if (name !== 'Add' && name !== 'Mul') return false;
  const shapes = data.map((value) => value.type.shape.join());
  return data.length === node.inputs.length && new Set(shapes).size === 1;
}

function wholeBlocks(value: Value | undefined, block: number): boolean {
  const channels = value?.type.shape[1];
  return typeof channels === 'number' && channels % block === 0;
}

/** MACs with output channels, and input channels of dense convolutions, rounded up to whole blocks. */
export function paddedMacs(node: Node, macs: number, layout: Layout, block: number | undefined): number {
  if (!isOp(node, Conv) || layout === 'plain' || block === undefined) return macs;
  const [out, inPerGroup] = (node.inputs[1]?.type.shape ?? []) as [number, number];
  const pad = (channels: number): number => roundUp(channels, block) / channels;
  const dense = layout === 'blocked' && node.attrs.group === 1;
  return macs * pad(out) * (dense ? pad(inPerGroup) : 1);
}

/** Bytes of a tensor, in the blocked layout with its channels rounded up. */
export function paddedBytes(type: TensorType, block: number | undefined): number {
  const bytes = Number(byteCount(type));
  const channels = type.shape[1];
  if (block === undefined || type.shape.length !== 4 || typeof channels !== 'number') return bytes;
  return (bytes * roundUp(channels, block)) / channels;
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
