// Rewrites of node forms that many ops shared in old opsets.

import { UnsupportedOpError } from '../../errors.js';
import type { ForeignNode, MakeConstant, OpDef } from '../../ir/op.js';
import { formatShape } from '../../ir/tensor-type.js';

export type Upgrade = NonNullable<OpDef['upgrade']>;
const LARGEST = Number.MAX_SAFE_INTEGER;

export type UpgradedNode = ReturnType<Upgrade>;

/** Attributes without the named ones. */
export function dropAttrs(attrs: ForeignNode['attrs'], ...names: readonly string[]): ForeignNode['attrs'] {
  return Object.fromEntries(Object.entries(attrs).filter(([name]) => !names.includes(name)));
}

/** Before opset 6 elementwise ops carried `consumed_inputs`, a hint about memory. */
export const upgradeConsumedInputs: Upgrade = (node, opset) =>
  opset >= 6 ? node : { attrs: dropAttrs(node.attrs, 'consumed_inputs'), inputs: node.inputs };

/**
 * Before opset 7 the second input was aligned by `axis` and only with `broadcast=1`; that is the same as
 * today's broadcasting where it ends at the last axis.
 */
export const upgradeBroadcast: Upgrade = (node, opset) => {
  if (opset >= 7) return node;
  const { axis } = node.attrs;
  const [a, b] = node.inputs.map((input) => input?.type.shape ?? []);
  if (a !== undefined && b !== undefined && typeof axis === 'number') {
    const end = (axis < 0 ? axis + a.length : axis) + b.length;
    if (end !== a.length) {
      throw new UnsupportedOpError(
        `broadcasting ${formatShape(b)} at axis ${axis} of ${formatShape(a)} is a form from before opset 7`,
        { hint: 'convert the file to opset 13 or later' },
      );
    }
  }
  return { attrs: dropAttrs(node.attrs, 'axis', 'broadcast', 'consumed_inputs'), inputs: node.inputs };
};

/**
 * An attribute with a list of integers (axes, sizes) that later became the int64 input `index`.
 * An input already there is kept.
 */
export function attrToInput(
  node: UpgradedNode,
  name: string,
  index: number,
  constant: MakeConstant,
): UpgradedNode {
  const list = node.attrs[name];
  if (list === undefined) return node;
  if (!Array.isArray(list) || !list.every((value) => typeof value === 'number')) {
    throw new UnsupportedOpError(`attribute "${name}" is not a list of integers`);
  }
  const inputs = [...node.inputs];
  while (inputs.length <= index) inputs.push(undefined);
  // Files write "to the end" as the largest int64, which is no exact number.
  const safe = list.map((value) => Math.max(-LARGEST, Math.min(LARGEST, value)));
  inputs[index] ??= constant(safe, [safe.length], 'int64');
  return { attrs: dropAttrs(node.attrs, name), inputs };
}
