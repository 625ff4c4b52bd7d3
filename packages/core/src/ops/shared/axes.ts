// Lists of axes as ops take them: an int64 input or attribute, negative ones counted from the end.

import { ShapeError } from '../../errors.js';
import { normalizeAxis } from '../../ir/tensor-type.js';

/** Axes in 0..rank-1, in the order given. @throws ShapeError where one is outside or repeats. */
export function normalizeAxes(axes: readonly number[], rank: number): readonly number[] {
  const normal = axes.map((axis) => normalizeAxis(axis, rank));
  if (new Set(normal).size !== normal.length) throw new ShapeError(`axes repeat: [${axes}]`);
  return normal;
}

/**
 * Length of a list that is known only when running, such as a computed shape.
 * @throws ShapeError where not even that is known, for then the rank of the result is not.
 */
export function listLength(what: string, shape: readonly unknown[]): number {
  const length = shape[0] ?? 1;
  if (typeof length === 'number') return length;
  throw new ShapeError(`${what} has an unknown length, so the rank of the result is unknown`);
}
