// Resampling to the size of another map.

import { constant, emit, isStatic, type Scope, type Value } from '@gossamer/core';
import { Resize, shapeOf } from '@gossamer/core/ops';
import { spatial } from './conv2d.js';

/**
 * x by nearest neighbours at the height and width of `like`: [N,C,h,w] -> [N,C,H,W]. Row y comes from floor(y h / H).
 * Mirrors torch.nn.functional.interpolate(x, size=like.shape[2:]); a size that is open is read when running.
 */
export function nearestLike(s: Scope, x: Value, like: Value): Value {
  const nearest = {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  } as const;
  const [from, to] = [spatial(x), spatial(like)];
  if (isStatic(to) && to.every((size, axis) => size === 2 * (from[axis] as number))) {
    return emit(s, Resize, [x, undefined, constant([1, 1, 2, 2], [4], 'float32')], nearest);
  }
  const sizes = isStatic(to) ? constant(to) : shapeOf(s, like, 2);
  return emit(s, Resize, [x, undefined, undefined, sizes], { ...nearest, axes: [2, 3] });
}
