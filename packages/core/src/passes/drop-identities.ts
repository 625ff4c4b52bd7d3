// Removes nodes that change nothing.

import { constantNumbers } from '../ir/create-node.js';
import type { Node } from '../ir/node.js';
import { sameShape } from '../ir/tensor-type.js';
import type { Pass } from './pass.js';

/**
 * Identity nodes go, and casts, reshapes, transposes, slices, paddings and joins that leave their input as it is; their readers
 * read the input. Identities that name a graph output's alias stay out of the IR anyway.
 */
export const dropIdentities: Pass = {
  name: 'dropIdentities',
  run({ graph }) {
    const idle = graph.nodes.filter(isIdle);
    for (const node of idle) {
      const source = node.inputs[0];
      if (source === undefined) continue;
      graph.replace(node.output, source);
      graph.erase(node);
    }
    return { pass: this.name, changed: idle.length, notes: [] };
  },
};

/** Ops that give back their input where the output has its type, and what else has to hold. */
const IDLE: Readonly<Record<string, (node: Node) => boolean>> = {
  Cast: () => true,
  Concat: ({ inputs }) => inputs.length === 1,
  Expand: () => true,
  Flatten: () => true,
  Identity: () => true,
  Pad: ({ inputs }) => constantNumbers(inputs[1])?.every((pad) => pad === 0) ?? false,
  Reshape: () => true,
  // As large as its input and forwards, it can only be all of it.
  Slice: ({ inputs }) =>
    inputs[4] === undefined || (constantNumbers(inputs[4])?.every((step) => step > 0) ?? false),
  Squeeze: () => true,
  Transpose: ({ attrs }) =>
    (attrs as { perm?: readonly number[] }).perm?.every((axis, i) => axis === i) ?? false,
  Unsqueeze: () => true,
};

function isIdle(node: Node): boolean {
  const [source] = node.inputs;
  if (source === undefined || node.outputs.length !== 1 || !Object.hasOwn(IDLE, node.op.name)) return false;
  const { dtype, shape } = node.output.type;
  return (
    dtype === source.type.dtype && sameShape(shape, source.type.shape) && IDLE[node.op.name]?.(node) === true
  );
}
