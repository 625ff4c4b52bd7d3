// How a scale spreads over a tensor: one number, one for each index of an axis, or one for each block.

import { ShapeError } from '../../errors.js';
import { type Dim, unifyDims } from '../../ir/dim.js';
import { formatShape, formatType, normalizeAxis, type TensorType } from '../../ir/tensor-type.js';

export interface QuantizeAttrs {
  /** Axis of a list of scales, or along which the blocks lie. */
  axis: number;
  /** Elements that share a scale along the axis; 0 where the scales are not blocked. */
  block_size: number;
  /** onnx.TensorProto.DataType of the output; 0 takes it from the inputs. */
  output_dtype: number;
}

/** @throws ShapeError where scale or zero point do not fit x. */
export function checkScale(
  x: TensorType,
  scale: TensorType,
  zeroPoint: TensorType | undefined,
  attrs: QuantizeAttrs,
): void {
  if (zeroPoint !== undefined && !fits(zeroPoint.shape, scale.shape)) {
    throw new ShapeError(`the zero point is ${formatType(zeroPoint)}, the scale ${formatType(scale)}`, {
      hint: 'both have one shape',
    });
  }
  if (attrs.block_size < 0) throw new ShapeError(`block_size is ${attrs.block_size}, expected a size or 0`);
  if (isSingle(scale)) return;
  const axis = normalizeAxis(attrs.axis, x.shape.length);
  const expected = attrs.block_size > 0 ? blocked(x, scale, axis, attrs.block_size) : [x.shape[axis] as Dim];
  if (fits(scale.shape, expected)) return;
  throw new ShapeError(
    `the scale has shape ${formatShape(scale.shape)}, expected ${formatShape(expected)} for ${formatShape(x.shape)}`,
    { hint: 'a scale is a scalar, a list along the axis, or has the shape of x with blocks along the axis' },
  );
}

/** A scalar, or a list of one, which counts as a scalar. */
export function isSingle(scale: Pick<TensorType, 'shape'>): boolean {
  return scale.shape.length === 0 || (scale.shape.length === 1 && scale.shape[0] === 1);
}

/** The form of opset 10: one scale and no axis. */
export function isPerTensor(attrs: QuantizeAttrs, scale: Pick<TensorType, 'shape'>): boolean {
  return attrs.axis === 1 && isSingle(scale);
}

/** Any number of blocks whose size rounds up to `block_size`. */
function blocked(x: TensorType, scale: TensorType, axis: number, size: number): readonly Dim[] {
  return x.shape.map((dim, i) => {
    if (i !== axis) return dim;
    return typeof dim === 'number' ? Math.ceil(dim / size) : (scale.shape[axis] ?? dim);
  });
}

function fits(shape: readonly Dim[], expected: readonly Dim[]): boolean {
  return (
    shape.length === expected.length &&
    shape.every((dim, axis) => unifyDims(dim, expected[axis] as Dim) !== undefined)
  );
}
