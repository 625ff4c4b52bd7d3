// What Softmax and LogSoftmax share.

import { UnsupportedOpError } from '../../errors.js';
import type { ForeignNode, OpDef } from '../../ir/op.js';
import { formatShape, normalizeAxis, type TensorType } from '../../ir/tensor-type.js';
import { checkKind } from './dtypes.js';
import type { UpgradedNode } from './upgrade.js';

export interface SoftmaxAttrs {
  axis: number;
}

/** An op that normalizes along one axis. */
export function softmaxOp(name: string): OpDef<SoftmaxAttrs> {
  return {
    name,
    since: 13,
    arity: [1, 1],
    attrs: { axis: { kind: 'int', default: -1 } },
    infer({ inputs, attrs }) {
      const [x] = inputs as [TensorType];
      checkKind(name, x, ['float']);
      normalizeAxis(attrs.axis, x.shape.length);
      return [x];
    },
    upgrade: (node, opset) => (opset >= 13 ? node : fromFlattened(name, node)),
  };
}

/** Before opset 13 all axes from `axis` (default 1) on were normalized together; alike where only one of them is not 1. */
function fromFlattened(name: string, node: ForeignNode): UpgradedNode {
  const shape = node.inputs[0]?.type.shape ?? [];
  const first = typeof node.attrs.axis === 'number' ? node.attrs.axis : 1;
  const start = first === shape.length ? first : normalizeAxis(first, shape.length);
  const wide = shape.flatMap((dim, axis) => (axis >= start && dim !== 1 ? [axis] : []));
  if (wide.length > 1) {
    throw new UnsupportedOpError(
      `${name} over axes ${wide.join(', ')} of ${formatShape(shape)} together is a form from before opset 13`,
      { hint: 'convert the file to opset 13 or later' },
    );
  }
  const axis = wide[0] ?? Math.min(start, shape.length - 1);
  return { attrs: { ...node.attrs, axis }, inputs: node.inputs };
}
