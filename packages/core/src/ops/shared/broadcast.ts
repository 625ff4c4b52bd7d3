// Multidirectional (numpy) broadcasting of shapes.

import { ShapeError } from '../../errors.js';
import { type Dim, unifyDims } from '../../ir/dim.js';
import { formatShape, type Shape } from '../../ir/tensor-type.js';

/** The common shape. @throws ShapeError naming the two dims that differ. */
export function broadcastShapes(opName: string, shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) =>
    shapes
      .map((shape) => shape[axis - rank + shape.length] ?? 1)
      .reduce((a, b) => broadcastDims(a, b) ?? fail(opName, shapes, a, b)),
  );
}

function broadcastDims(a: Dim, b: Dim): Dim | undefined {
  if (a === 1) return b;
  // A size that is known only when running has to turn out equal to the one it meets (or 1).
  return b === 1 ? a : unifyDims(a, b);
}

function fail(opName: string, shapes: readonly Shape[], a: Dim, b: Dim): never {
  throw new ShapeError(`cannot broadcast ${shapes.map(formatShape).join(' and ')} in ${opName}`, {
    hint: `${a} and ${b} differ and neither is 1; a shortcut needs the channels and size of its block's output`,
  });
}
