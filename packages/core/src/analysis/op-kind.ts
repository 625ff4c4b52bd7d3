// Kinds of nodes that take similar time for similar work.

import { isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { Conv } from '../ops/conv.js';

/** `Conv 1x1`, `Conv 3x3`, `Conv 5x5 depthwise`, `Conv 3x3 grouped`; for other ops their name. */
export function opKind(node: Node): string {
  if (!isOp(node, Conv)) return node.op.name;
  const [, inPerGroup, ...kernel] = node.inputs[1]?.type.shape ?? [];
  const { group } = node.attrs;
  const shape = `Conv ${kernel.join('x')}`;
  if (group === 1) return shape;
  return inPerGroup === 1 ? `${shape} depthwise` : `${shape} grouped`;
}
