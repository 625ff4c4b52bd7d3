// The input elements, and their weights, that make up each output element along one resized axis.

import type { ResizeAttrs } from '../../ops/resize.js';

export interface ResizedAxis {
  readonly size: number;
  readonly outSize: number;
  readonly scale: number;
  /** Output size before it was rounded down. */
  readonly width: number;
  /** Start and end of the part that is kept, as shares of the input; for tf_crop_and_resize. */
  readonly crop: readonly [start: number, end: number];
}

export interface Tap {
  readonly index: number;
  readonly weight: number;
}

/** One list for each output element; undefined where it lies outside the input (tf_crop_and_resize). */
export function resizeTaps(axis: ResizedAxis, attrs: ResizeAttrs): readonly (readonly Tap[] | undefined)[] {
  const place = PLACES[attrs.coordinate_transformation_mode];
  const crops = attrs.coordinate_transformation_mode === 'tf_crop_and_resize';
  return Array.from({ length: axis.outSize }, (_, i) => {
    const x = place(i, axis);
    if (crops && (x < 0 || x > axis.size - 1)) return undefined;
    return attrs.mode === 'nearest' ? [nearest(x, axis, attrs)] : filtered(x, axis, attrs);
  });
}

/**
 * Place in the input of each place in the output, in float32: the arithmetic of runtimes decides ties
 * of the nearest modes.
 */
const PLACES: Readonly<
  Record<ResizeAttrs['coordinate_transformation_mode'], (i: number, axis: ResizedAxis) => number>
> = {
  half_pixel: (i, { scale }) => halfPixel(i, scale),
  half_pixel_symmetric: (i, { size, outSize, width, scale }) =>
    Math.fround((size / 2) * (1 - outSize / width) + Math.fround((i + 0.5) / scale)) - 0.5,
  pytorch_half_pixel: (i, { outSize, scale }) => (outSize > 1 ? halfPixel(i, scale) : 0),
  align_corners: (i, { size, width }) =>
    width === 1 ? 0 : Math.fround(Math.fround(i * (size - 1)) / (width - 1)),
  asymmetric: (i, { scale }) => Math.fround(i / scale),
  tf_crop_and_resize: (i, { size, width, crop: [start, end] }) =>
    width > 1
      ? start * (size - 1) + (i * (end - start) * (size - 1)) / (width - 1)
      : 0.5 * (start + end) * (size - 1),
};

function halfPixel(i: number, scale: number): number {
  return Math.fround(Math.fround((i + 0.5) / scale) - 0.5);
}

const ROUND: Readonly<Record<ResizeAttrs['nearest_mode'], (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

function nearest(x: number, { size }: ResizedAxis, attrs: ResizeAttrs): Tap {
  return { index: clamp(ROUND[attrs.nearest_mode](x), size), weight: 1 };
}

/** Linear and cubic filters reach one and two elements; antialiasing stretches them by 1 / scale. */
function filtered(x: number, { size, scale }: ResizedAxis, attrs: ResizeAttrs): readonly Tap[] {
  const squeeze = attrs.antialias === 0 ? 1 : Math.min(scale, 1);
  const reach = (attrs.mode === 'linear' ? 1 : 2) / squeeze;
  const weigh = attrs.mode === 'linear' ? triangle : cubic(attrs.cubic_coeff_a);
  const taps: { index: number; weight: number }[] = [];
  for (let i = Math.ceil(x - reach); i <= x + reach; i++) {
    const isOutside = i < 0 || i >= size;
    if (isOutside && attrs.exclude_outside !== 0) continue;
    taps.push({ index: clamp(i, size), weight: weigh(Math.abs(i - x) * squeeze) });
  }
  const sum = taps.reduce((total, tap) => total + tap.weight, 0);
  return taps.map(({ index, weight }) => ({ index, weight: weight / sum }));
}

function triangle(distance: number): number {
  return Math.max(0, 1 - distance);
}

/** Keys, "Cubic convolution interpolation for digital image processing", 1981, equation 4. */
function cubic(a: number): (distance: number) => number {
  return (d) => {
    if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  };
}

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}
