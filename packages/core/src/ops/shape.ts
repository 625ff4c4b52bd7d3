// Shape: the sizes of a tensor's axes, known when running.

import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import type { TensorType } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';

export interface ShapeAttrs {
  /** First axis; from the end where negative. */
  start: number;
  /** Axis behind the last one; all to the end where left out. */
  end?: number;
}

/** Input X; output its sizes, int64 [axes]. Bounds outside the rank are cut. */
export const Shape: OpDef<ShapeAttrs> = {
  name: 'Shape',
  since: 1,
  opset: ({ start, end }) => (start === 0 && end === undefined ? 1 : 15),
  arity: [1, 1],
  attrs: { start: { kind: 'int', default: 0 }, end: { kind: 'int' } },
  infer: ({ inputs, attrs }) => [
    { dtype: 'int64', shape: [shapeAxes(inputs[0] as TensorType, attrs).length] },
  ],
};

/** The sizes of the axes from `start` up to but not including `end`, as an int64 vector. */
export function shapeOf(s: Scope, x: Value, start = 0, end?: number): Value {
  return emit(s, Shape, [x], end === undefined ? { start } : { start, end });
}

/** What the attributes leave of a shape. */
export function shapeAxes<D>({ shape }: { shape: readonly D[] }, { start, end }: ShapeAttrs): readonly D[] {
  return shape.slice(start, end);
}
