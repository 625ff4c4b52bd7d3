// Scale and zero point of a tensor stored as integers.

/** What an observed tensor is stored in: at least [min, max]. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** number = (integer - zeroPoint) scale. */
export interface QuantParams {
  /** A float32. */
  readonly scale: number;
  readonly zeroPoint: number;
}

/**
 * Asymmetric uint8 over the range widened to hold 0, which is stored exactly: padding and the floor of a
 * ReLU are zeros. A tensor that is 0 everywhere gets scale 1.
 */
export function uint8Params({ min, max }: Range): QuantParams {
  const low = Math.min(min, 0);
  const high = Math.max(max, 0);
  const scale = Math.fround((high - low) / 255);
  if (!(scale > 0) || !Number.isFinite(scale)) return { scale: 1, zeroPoint: 0 };
  return { scale, zeroPoint: Math.min(255, Math.max(0, Math.round(-low / scale))) };
}
