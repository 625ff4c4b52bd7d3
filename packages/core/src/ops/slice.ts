// Slice: a range of each of some axes, with steps.

import { ShapeError } from '../errors.js';
import type { Dim } from '../ir/dim.js';
import type { InferContext, OpDef } from '../ir/op.js';
import { constant, emit, type Scope } from '../ir/scope.js';
import type { Shape, TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { normalizeAxes } from './shared/axes.js';
import { type Range, rangeSize } from './shared/range.js';
import { attrToInput } from './shared/upgrade.js';

/** Inputs X, starts, ends, optional axes (all) and steps (1); int64 or int32 lists of one length. */
export const Slice: OpDef = {
  name: 'Slice',
  since: 10,
  arity: [3, 5],
  attrs: {},
  staticInputs: [1, 2, 3, 4],
  infer(context) {
    const { dtype, shape } = context.inputs[0] as TensorType;
    return [{ dtype, shape: slicedShape(context, shape) }];
  },
  upgrade(node, opset, makeConstant) {
    if (opset >= 10) return node;
    return ['starts', 'ends', 'axes'].reduce(
      (upgraded, name, index) => attrToInput(upgraded, name, index + 1, makeConstant),
      { attrs: node.attrs, inputs: node.inputs },
    );
  },
};

/** Elements `start` up to but not including `end` of an axis; both may count from the end. */
export function slice(s: Scope, x: Value, start: number, end: number, axis = 1): Value {
  return emit(s, Slice, [x, constant([start]), constant([end]), constant([axis])], {});
}

/** The range of each axis, undefined for axes that are kept whole. @throws ShapeError for bad lists. */
export function sliceRanges(
  rank: number,
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[] = starts.map((_, index) => index),
  steps: readonly number[] = starts.map(() => 1),
): readonly (Range | undefined)[] {
  if ([ends, axes, steps].some((list) => list.length !== starts.length)) {
    throw new ShapeError(
      `starts, ends, axes and steps differ in length: [${starts}] [${ends}] [${axes}] [${steps}]`,
    );
  }
  if (steps.includes(0)) throw new ShapeError('a step of Slice is 0');
  const normal = normalizeAxes(axes, rank);
  return Array.from({ length: rank }, (_, axis) => {
    const index = normal.indexOf(axis);
    if (index < 0) return undefined;
    return { start: starts[index] as number, end: ends[index] as number, step: steps[index] as number };
  });
}

function slicedShape(context: InferContext<object>, shape: Shape): Shape {
  const { inputs } = context;
  const [starts, ends, axes, steps] = [1, 2, 3, 4].map((index) => context.constant(index));
  const isKnown = (list: readonly number[] | undefined, index: number): boolean =>
    list !== undefined || inputs[index] === undefined;
  if (!isKnown(axes, 3)) return shape.map((_, axis) => context.unknown(axis));
  if (starts === undefined || ends === undefined || !isKnown(steps, 4)) {
    const cut = axes && normalizeAxes(axes, shape.length);
    return shape.map((dim, axis) => (cut === undefined || cut.includes(axis) ? context.unknown(axis) : dim));
  }
  const ranges = sliceRanges(shape.length, starts, ends, axes, steps);
  return shape.map((dim: Dim, axis) => {
    const range = ranges[axis];
    return range === undefined ? dim : (rangeSize(dim, range) ?? context.unknown(axis));
  });
}
