// Widths: reading them from values and rounding them as the papers' code does.

import { type Dim, ShapeError, type Value } from '@gossamer/core';

/** Channels of an NCHW value. @throws ShapeError where they are not a fixed number. */
export function channels(x: Value): number {
  const dim = x.type.shape[1] as Dim | undefined;
  if (typeof dim === 'number') return dim;
  throw new ShapeError(
    `expected [N,C,H,W] with a fixed number of channels, found [${x.type.shape.join(',')}]`,
  );
}

/**
 * The multiple of `divisor` nearest to `value`, at least `min`, and never below `limit` of the value.
 * MobileNet's rule (tensorflow/models, slim/nets/mobilenet).
 */
export function makeDivisible(value: number, divisor = 8, min: number = divisor, limit = 0.9): number {
  const rounded = Math.max(min, Math.floor((value + divisor / 2) / divisor) * divisor);
  return rounded < limit * value ? rounded + divisor : rounded;
}
