// A step that works on each plane of channels by itself.

import type { Node, Value } from '@gossamer/core';
import type { Address } from '../compile/buffer.js';
import type { Lowering } from '../compile/lowering.js';
import { type Call, shared } from '../compile/step.js';
import { blocksOf, planeBytes } from '../compile/tensor-shape.js';

/** Where one thread's blocks of four channels begin, and how many they are. */
export interface PlaneBlocks {
  readonly x: Address;
  readonly out: Address;
  readonly blocks: number;
}

/** Computes a node's output from its first input, blocks of channels shared among the threads. */
export function planeStep(lowering: Lowering, node: Node, make: (part: PlaneBlocks) => Call): void {
  const [value] = node.inputs as [Value];
  const from = lowering.planes(value);
  const to = lowering.planes(node.output);
  const x = lowering.blocked(value);
  const out = lowering.allocate(node.output, 'blocked');
  lowering.steps.push({
    path: node.path,
    reads: [x],
    writes: [out],
    calls: (share) =>
      shared(share, blocksOf(from.channels), (first, blocks) =>
        make({ x: x.at(first * planeBytes(from)), out: out.at(first * planeBytes(to)), blocks }),
      ),
  });
}
