// Nodes that only rename or move elements: Reshape and its kin, Transpose, channel shuffles.

import type { Node, Value } from '@gossamer/core';
import { gatherChannels } from '../compile/gather.js';
import type { Lowering } from '../compile/lowering.js';
import { byteStrides, isCopyable, stridedCopy } from '../compile/strided.js';
import { countOf, planesOf, shapeOf } from '../compile/tensor-shape.js';

/** The same elements in the same order under another shape. */
export function lowerReshape(lowering: Lowering, node: Node): void {
  const [x] = node.inputs as [Value];
  if (lowering.constant(node.output) !== undefined) return;
  if (lowerShuffle(lowering, node)) return;
  const [from, to] = [planesOf(x), planesOf(node.output)];
  const keepsBlocks =
    from !== undefined &&
    to !== undefined &&
    from.channels === to.channels &&
    from.height === to.height &&
    from.width === to.width &&
    lowering.has(x, 'blocked');
  if (keepsBlocks) lowering.define(node.output, 'blocked', lowering.blocked(x));
  else lowering.define(node.output, 'plain', lowering.plain(x));
}

export function lowerTranspose(lowering: Lowering, node: Node): void {
  const [x] = node.inputs as [Value];
  const shape = shapeOf(x);
  const { perm = shape.map((_, axis) => shape.length - 1 - axis) } = node.attrs as {
    perm?: readonly number[];
  };
  const source = lowering.plain(x);
  const moved = perm.filter((axis) => shape[axis] !== 1);
  if (moved.every((axis, i) => i === 0 || axis > (moved[i - 1] as number))) {
    lowering.define(node.output, 'plain', source);
    return;
  }
  const out = lowering.allocate(node.output, 'plain');
  const [from, to] = [byteStrides(shape), byteStrides(shapeOf(node.output))];
  const axes = perm.map((axis, i) => ({
    size: shape[axis] as number,
    from: from[axis] as number,
    to: to[i] as number,
  }));
  if (!isCopyable(axes)) throw lowering.unsupported(node, `a transpose of ${shape.length} axes`);
  lowering.steps.push({
    path: node.path,
    reads: [source],
    writes: [out],
    calls: (share) => stridedCopy(share, source.at(0), out.at(0), axes),
  });
}

/** ShuffleNet's: channels as a matrix [groups, n], transposed, and flat again. */
function lowerShuffle(lowering: Lowering, node: Node): boolean {
  const [x] = node.inputs as [Value];
  const transpose = lowering.onlyReader(node.output);
  const [batch, groups = 1, n = 1, ...area] = shapeOf(node.output);
  const { perm } = (transpose?.attrs ?? {}) as { perm?: readonly number[] };
  if (transpose?.op.name !== 'Transpose' || `${perm}` !== '0,2,1,3,4' || batch !== 1 || area.length !== 2) {
    return false;
  }
  const back = lowering.onlyReader(transpose.output);
  const planes = planesOf(x);
  const isBack = back?.op.name === 'Reshape' && `${shapeOf(back.output)}` === `${shapeOf(x)}`;
  if (
    !isBack ||
    planes === undefined ||
    planes.channels !== groups * n ||
    countOf(area) !== planes.height * planes.width
  ) {
    return false;
  }
  const source = lowering.blocked(x);
  const channels = Array.from({ length: planes.channels }, (_, c) => ({
    buffer: source,
    channel: (c % groups) * n + Math.floor(c / groups),
  }));
  lowering.absorb(transpose);
  lowering.absorb(back);
  gatherChannels(lowering, node.path, planes, channels, lowering.allocate(back.output, 'blocked'));
  return true;
}
