// Pad: adds elements around a tensor, or takes them away.

import { ShapeError } from '../errors.js';
import { addDims, type Dim } from '../ir/dim.js';
import type { ForeignNode, InferContext, MakeConstant, OpDef } from '../ir/op.js';
import { formatShape, formatType, type Shape, type TensorType } from '../ir/tensor-type.js';
import { normalizeAxes } from './shared/axes.js';
import { checkSameDType } from './shared/dtypes.js';
import { attrToInput, dropAttrs, type UpgradedNode } from './shared/upgrade.js';

export interface PadAttrs {
  /** constant_value; mirrored without repeating the edge; the edge itself; or from the other end. */
  mode: 'constant' | 'reflect' | 'edge' | 'wrap';
}

/**
 * Inputs X, pads (int64: begin of every axis, then end of every axis; negative ones crop), optional
 * scalar constant_value, optional axes the pads speak of.
 */
export const Pad: OpDef<PadAttrs> = {
  name: 'Pad',
  since: 13,
  arity: [2, 4],
  attrs: { mode: { kind: 'string', default: 'constant', oneOf: ['constant', 'reflect', 'edge', 'wrap'] } },
  staticInputs: [1, 3],
  opset: (attrs, inputs) => (attrs.mode === 'wrap' ? 19 : inputs[3] === undefined ? 13 : 18),
  infer(context) {
    const [x, pads, value, axes] = context.inputs as [TensorType, TensorType, TensorType?, TensorType?];
    if (value !== undefined) checkSameDType('Pad', x, value);
    if (pads.dtype !== 'int64' || pads.shape.length !== 1) {
      throw new ShapeError(`pads is ${formatType(pads)}, expected a list of int64`);
    }
    const known = axes === undefined || context.constant(3) !== undefined;
    const amounts = known ? context.constant(1) : undefined;
    const shape =
      amounts === undefined
        ? x.shape.map((_, axis) => context.unknown(axis))
        : paddedShape(x.shape, amounts, context);
    return [{ dtype: x.dtype, shape }];
  },
  upgrade: (node, opset, constant) => (opset >= 11 ? node : fromAttrs(node, constant)),
};

/** Begin and end of every axis. @throws ShapeError where their number does not fit the axes. */
export function axisPads(
  rank: number,
  pads: readonly number[],
  axes: readonly number[] | undefined,
): readonly (readonly [begin: number, end: number])[] {
  const named = normalizeAxes(axes ?? Array.from({ length: rank }, (_, axis) => axis), rank);
  if (pads.length !== 2 * named.length) {
    throw new ShapeError(`pads [${pads}] do not fit the axes [${named}]`, {
      hint: 'pads has the begin of every axis, then the end of every axis',
    });
  }
  return Array.from({ length: rank }, (_, axis) => {
    const at = named.indexOf(axis);
    return at < 0 ? [0, 0] : [pads[at] as number, pads[at + named.length] as number];
  });
}

function paddedShape(shape: Shape, pads: readonly number[], context: InferContext<PadAttrs>): Shape {
  const { mode } = context.attrs;
  return axisPads(shape.length, pads, context.constant(3)).map(([begin, end], axis) => {
    const size = addDims(shape[axis] as Dim, begin, end);
    const left = addDims(shape[axis] as Dim, Math.min(begin, 0), Math.min(end, 0));
    const tooSmall =
      typeof left === 'number' && (left < 0 || (left === 0 && size !== 0 && mode !== 'constant'));
    if (!tooSmall) return size;
    throw new ShapeError(`pads of ${begin} and ${end} do not fit axis ${axis} of ${formatShape(shape)}`, {
      hint: 'negative pads may not take away more than there is, and only constants can fill an empty axis',
    });
  });
}

/** Before opset 11 `pads` (`paddings` before 2) and `value` were attributes. */
function fromAttrs(node: ForeignNode, constant: MakeConstant): UpgradedNode {
  const { value = 0, paddings, pads = paddings } = node.attrs;
  const [x] = node.inputs;
  const attrs = { ...dropAttrs(node.attrs, 'value', 'paddings'), pads };
  const renamed = attrToInput({ attrs, inputs: node.inputs }, 'pads', 1, constant);
  const fill = constant([value as number], [], x?.type.dtype);
  return { attrs: renamed.attrs, inputs: [...renamed.inputs, fill] };
}
