// Squeeze: removes axes of size one.

import { ShapeError } from '../errors.js';
import { dimNames } from '../ir/dim.js';
import type { InferContext, OpDef } from '../ir/op.js';
import { constant, emit, type Scope } from '../ir/scope.js';
import { formatShape, isStatic, type Shape, type TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { listLength, normalizeAxes } from './shared/axes.js';
import { attrToInput } from './shared/upgrade.js';

/** Inputs data, optional axes (int64; all axes of size one). */
export const Squeeze: OpDef = {
  name: 'Squeeze',
  since: 13,
  arity: [1, 2],
  attrs: {},
  staticInputs: [1],
  infer(context) {
    const { dtype, shape } = context.inputs[0] as TensorType;
    return [{ dtype, shape: squeezed(context, shape) }];
  },
  upgrade: (node, opset, makeConstant) => (opset < 13 ? attrToInput(node, 'axes', 1, makeConstant) : node),
};

/** x without these axes. @throws ShapeError where one is not of size one. */
export function squeeze(s: Scope, x: Value, ...axes: readonly number[]): Value {
  return emit(s, Squeeze, [x, constant(axes)], {});
}

function squeezed(context: InferContext<object>, shape: Shape): Shape {
  const list = context.inputs[1];
  if (list === undefined) {
    if (isStatic(shape)) return shape.filter((dim) => dim !== 1);
    throw new ShapeError(`Squeeze without axes needs a static shape, found ${formatShape(shape)}`, {
      hint: 'name the axes: whether a symbolic size is one shows only when running',
    });
  }
  const given = context.constant(1);
  if (given === undefined) {
    const rank = shape.length - listLength('the list of axes', list.shape);
    return Array.from({ length: Math.max(rank, 0) }, (_, axis) => context.unknown(axis));
  }
  const axes = normalizeAxes(given, shape.length);
  return shape.filter((dim, axis) => {
    if (!axes.includes(axis)) return true;
    if (dim === 1 || dimNames(dim).length > 0) return false;
    throw new ShapeError(`cannot squeeze axis ${axis} of ${formatShape(shape)}`, {
      hint: 'its size is not 1',
    });
  });
}
