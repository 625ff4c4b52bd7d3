// The static type of a tensor: dtype and shape.

import { ShapeError } from '../errors.js';
import { type Dim, mulDims, sameDim } from './dim.js';
import { type DType, dtypeInfo } from './dtype.js';

export type Shape = readonly Dim[];

export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

export function tensorType(dtype: DType, shape: Shape): TensorType {
  return { dtype, shape };
}

/** `[N,3,224,224]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.map(String).join(',')}]`;
}

/** `float32[N,3,224,224]`. */
export function formatType(type: TensorType): string {
  return type.dtype + formatShape(type.shape);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => sameDim(dim, b[axis] as Dim));
}

/** Number of elements. */
export function elementCount(shape: Shape): Dim {
  return mulDims(...shape);
}

/** Bytes of a tensor of this type. */
export function byteCount(type: TensorType): Dim {
  return mulDims(elementCount(type.shape), dtypeInfo(type.dtype).bytes);
}

export function isStatic(shape: Shape): shape is readonly number[] {
  return shape.every((dim) => typeof dim === 'number');
}

/** The shape as numbers. @throws ShapeError where a dim is symbolic. */
export function staticShape(shape: Shape, what = 'this tensor'): readonly number[] {
  if (isStatic(shape)) return shape;
  throw new ShapeError(`${what} needs a static shape, found ${formatShape(shape)}`, {
    hint: 'bind the symbolic sizes first (bindDims), or build with a fixed batch and size',
  });
}

/** An axis counted from the end where negative, checked against the rank. */
export function normalizeAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(axis) && normal >= 0 && normal < Math.max(rank, 1)) return normal;
  throw new ShapeError(`axis ${axis} is outside a tensor of rank ${rank}`, {
    hint: `axes run from ${-rank} to ${rank - 1}`,
  });
}
