// Pad: a frame of one number around a tensor.

import { constantNumbers, type Node, type Value } from '@gossamer/core';
import type { Buffer } from '../compile/buffer.js';
import type { Lowering } from '../compile/lowering.js';
import { byteStrides, isCopyable, stridedCopy } from '../compile/strided.js';
import { countOf, shapeOf } from '../compile/tensor-shape.js';

/** Row-major, in two steps: everything is filled, then the tensor is copied to its place. */
export function lowerPad(lowering: Lowering, node: Node): void {
  const [x, padsInput, value, axesInput] = node.inputs as [Value, Value, Value?, Value?];
  const pads = constantNumbers(padsInput);
  const fill = value === undefined ? [0] : constantNumbers(value);
  const shape = shapeOf(x);
  const axes = (constantNumbers(axesInput) ?? shape.map((_, axis) => axis)).map(
    (axis) => (axis + shape.length) % shape.length,
  );
  const { mode } = node.attrs as { mode: string };
  if (mode !== 'constant' || pads === undefined || fill === undefined || pads.some((pad) => pad < 0)) {
    throw lowering.unsupported(node, `padding by ${mode}, computed or negative amounts`);
  }
  const source = lowering.plain(x);
  const out = lowering.allocate(node.output, 'plain');
  const [from, to] = [byteStrides(shape), byteStrides(shapeOf(node.output))];
  const copied = shape.map((size, axis) => ({ size, from: from[axis] as number, to: to[axis] as number }));
  if (!isCopyable(copied)) throw lowering.unsupported(node, `padding of ${shape.length} axes`);
  const number = lowering.weight(4, async () => new Float32Array(4).fill(fill[0] ?? 0));
  const start = axes.reduce((sum, axis, i) => sum + (pads[i] ?? 0) * (to[axis] as number), 0);
  const step = (
    reads: readonly Buffer[],
    calls: Parameters<typeof lowering.steps.push>[0]['calls'],
  ): void => {
    lowering.steps.push({ path: node.path, reads, writes: [out], calls });
  };
  const total = countOf(shapeOf(node.output));
  step([number], (share) => stridedCopy(share, number.at(0), out.at(0), [{ size: total, from: 0, to: 4 }]));
  step([source], (share) => stridedCopy(share, source.at(0), out.at(start), copied));
}
