// Concat, Split, Slice and Gather: places inside one buffer where blocks of channels are whole, copies elsewhere.

import { constantNumbers, type Node, type Value } from '@gossamer/core';
import { Buffer } from '../compile/buffer.js';
import { gatherChannels } from '../compile/gather.js';
import type { Lowering } from '../compile/lowering.js';
import { call, shared } from '../compile/step.js';
import { byteStrides, isCopyable, stridedCopy } from '../compile/strided.js';
import { blockedBytes, planeBytes, planesOf, shapeOf } from '../compile/tensor-shape.js';
import { copyKernel } from '../kernels/copy.js';

export function lowerConcat(lowering: Lowering, node: Node): void {
  const inputs = node.inputs as readonly Value[];
  const rank = shapeOf(node.output).length;
  const axis = ((node.attrs as { axis: number }).axis + rank) % rank;
  const isChannels = rank === 4 && axis === 1 && planesOf(node.output) !== undefined;
  if (!isChannels) concatPlain(lowering, node, axis);
  else if (inputs.slice(0, -1).every((value) => lowering.planes(value).channels % 4 === 0)) {
    concatBlocks(lowering, node);
  } else concatChannels(lowering, node);
}

function concatChannels(lowering: Lowering, node: Node): void {
  const channels = (node.inputs as readonly Value[]).flatMap((value) => {
    const buffer = lowering.blocked(value);
    return Array.from({ length: lowering.planes(value).channels }, (_, channel) => ({ buffer, channel }));
  });
  const out = lowering.allocate(node.output, 'blocked');
  gatherChannels(lowering, node.path, lowering.planes(node.output), channels, out);
}

/** Inputs that have no place yet get theirs in the output; the others are copied. */
function concatBlocks(lowering: Lowering, node: Node): void {
  const buffers = (node.inputs as readonly Value[]).map((value) => lowering.blocked(value));
  const out = lowering.allocate(node.output, 'blocked');
  const isInput = new Set(lowering.graph.inputs.map(({ value }) => value));
  let offset = 0;
  buffers.forEach((buffer, i) => {
    const value = node.inputs[i] as Value;
    const place = out.at(offset);
    const { bytes } = buffer;
    offset += bytes;
    const isFree =
      buffer.parent === undefined &&
      buffer.content.kind === 'activation' &&
      !isInput.has(value) &&
      buffer !== out;
    if (isFree) {
      buffer.parent = place;
      return;
    }
    lowering.steps.push({
      path: node.path,
      reads: [buffer],
      writes: [out],
      calls: (share) =>
        shared(share, bytes / 16, (first, count) =>
          call(copyKernel, {
            from: buffer.at(16 * first),
            out: { ...place, offset: place.offset + 16 * first },
            bytes: 16 * count,
          }),
        ),
    });
  });
}

function concatPlain(lowering: Lowering, node: Node, axis: number): void {
  const out = lowering.allocate(node.output, 'plain');
  const to = byteStrides(shapeOf(node.output));
  let at = 0;
  for (const value of node.inputs as readonly Value[]) {
    const shape = shapeOf(value);
    const source = lowering.plain(value);
    const from = byteStrides(shape);
    const axes = shape.map((size, i) => ({ size, from: from[i] as number, to: to[i] as number }));
    const start = at * (to[axis] as number);
    if (!isCopyable(axes)) throw lowering.unsupported(node, `a join of ${shape.length} axes`);
    lowering.steps.push({
      path: node.path,
      reads: [source],
      writes: [out],
      calls: (share) => stridedCopy(share, source.at(0), out.at(start), axes),
    });
    at += shape[axis] as number;
  }
}

export function lowerSplit(lowering: Lowering, node: Node): void {
  const [x] = node.inputs as [Value];
  const rank = shapeOf(x).length;
  const axis = ((node.attrs as { axis: number }).axis + rank) % rank;
  let start = 0;
  for (const part of node.outputs) {
    const size = shapeOf(part)[axis] as number;
    cut(
      lowering,
      node,
      x,
      part,
      shapeOf(x).map((_, i) => (i === axis ? { start, step: 1 } : { start: 0, step: 1 })),
    );
    start += size;
  }
}

export function lowerSlice(lowering: Lowering, node: Node): void {
  const [x, ...lists] = node.inputs as [Value, ...(Value | undefined)[]];
  const shape = shapeOf(x);
  const [starts, ends, axes, steps] = lists.map((list) => constantNumbers(list));
  if (starts === undefined || ends === undefined)
    throw lowering.unsupported(node, 'limits that are computed');
  const cuts = shape.map(() => ({ start: 0, step: 1 }));
  starts.forEach((start, i) => {
    const axis = ((axes?.[i] ?? i) + shape.length) % shape.length;
    const size = shape[axis] as number;
    const step = steps?.[i] ?? 1;
    const from = start < 0 ? start + size : start;
    cuts[axis] = { start: Math.min(Math.max(from, 0), step < 0 ? size - 1 : size), step };
  });
  cut(lowering, node, x, node.output, cuts);
}

/** Channels of maps, by indices that are constant. */
export function lowerGather(lowering: Lowering, node: Node): void {
  const [x, list] = node.inputs as [Value, Value];
  const indices = constantNumbers(list);
  const isChannels = shapeOf(x).length === 4 && (node.attrs as { axis: number }).axis === 1;
  if (!isChannels || indices === undefined || shapeOf(list).length !== 1) {
    throw lowering.unsupported(node, 'anything but channels of maps, by a constant list');
  }
  const count = lowering.planes(x).channels;
  const channels = indices.map((index) => (index < 0 ? index + count : index));
  pickChannels(lowering, node, x, node.output, channels);
}

interface Cut {
  readonly start: number;
  readonly step: number;
}

/** Part of a tensor: a place in its memory where it is whole blocks of channels, a copy otherwise. */
function cut(lowering: Lowering, node: Node, x: Value, part: Value, cuts: readonly Cut[]): void {
  const planes = planesOf(part);
  const whole = shapeOf(part).every((size, axis) => axis === 1 || size === shapeOf(x)[axis]);
  if (whole && planes !== undefined && cuts[1]?.step === 1 && shapeOf(x).length === 4) {
    cutChannels(lowering, node, x, part, cuts[1].start);
    return;
  }
  const source = lowering.plain(x);
  const out = lowering.allocate(part, 'plain');
  const [from, to] = [byteStrides(shapeOf(x)), byteStrides(shapeOf(part))];
  const start = cuts.reduce((sum, { start: at }, axis) => sum + at * (from[axis] as number), 0);
  const axes = shapeOf(part).map((size, axis) => ({
    size,
    from: (from[axis] as number) * (cuts[axis]?.step ?? 1),
    to: to[axis] as number,
  }));
  if (!isCopyable(axes) || cuts.some(({ step }) => step < 1)) {
    throw lowering.unsupported(node, 'this cut');
  }
  lowering.steps.push({
    path: node.path,
    reads: [source],
    writes: [out],
    calls: (share) => stridedCopy(share, source.at(start), out.at(0), axes),
  });
}

function cutChannels(lowering: Lowering, node: Node, x: Value, part: Value, start: number): void {
  const planes = lowering.planes(part);
  if (start % 4 === 0) {
    const source = lowering.blocked(x);
    const place = new Buffer(blockedBytes(planes), { kind: 'activation' });
    place.parent = source.at((start / 4) * planeBytes(planes));
    lowering.define(part, 'blocked', place);
    return;
  }
  const channels = Array.from({ length: planes.channels }, (_, channel) => start + channel);
  pickChannels(lowering, node, x, part, channels);
}

/** A tensor of channels of `x`, by number. */
function pickChannels(
  lowering: Lowering,
  node: Node,
  x: Value,
  part: Value,
  channels: readonly number[],
): void {
  const buffer = lowering.blocked(x);
  const sources = channels.map((channel) => ({ buffer, channel }));
  gatherChannels(lowering, node.path, lowering.planes(part), sources, lowering.allocate(part, 'blocked'));
}
