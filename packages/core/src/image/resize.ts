// Resizing a picture exactly as PIL does.

import { OptionError } from '../errors.js';
import { createResampler } from './create-resampler.js';
import { checkInterpolation, type Interpolation } from './filters.js';
import { checkPicture, isSize, type Picture, type Region, type RgbPicture, type Size } from './picture.js';
import { byteTables, interleave, planesOf } from './planes.js';
import { emptyScratch } from './resampling.js';

export interface ResizeOptions extends Size {
  readonly filter: Interpolation;
  /** Only this part of the resized picture is computed; default all of it. */
  readonly region?: Region;
}

/**
 * Resizes with antialiasing; equal to `Image.convert('RGB').resize((width, height), filter)` of Pillow in every
 * bit: grey is repeated, alpha dropped, both passes are rounded to 8 bits.
 * @throws ImageError for a picture that does not fit its data; OptionError for bad sizes, regions and filters.
 * @example
 * const small = resize(picture, { width: 320, height: 240, filter: 'bicubic' });
 */
export function resize(picture: Picture, options: ResizeOptions): RgbPicture {
  checkPicture(picture);
  checkInterpolation(options.filter);
  const { width, height } = options;
  const region = options.region ?? { left: 0, top: 0, width, height };
  checkRegion(region, { width, height });
  const resampler = createResampler(
    { source: picture, scaled: { width, height }, region, interpolation: options.filter },
    emptyScratch(),
  );
  const area = region.width * region.height;
  const planes = new Float32Array(3 * area);
  resampler.run(picture, byteTables(), { ...planesOf(planes, 0, area, 'rgb'), stride: region.width });
  return interleave(planes, region);
}

/** Sides longer than this are refused: they are mistakes, and four bytes a sample of them would not be addressable. */
const MAX_SIDE = 32_768;

function checkRegion(region: Region, scaled: Size): void {
  for (const { width, height } of [scaled, region]) {
    if (!isSize(width) || !isSize(height) || width > MAX_SIDE || height > MAX_SIDE) {
      throw new OptionError(`cannot resize to ${width} x ${height} pixels`, {
        hint: `width and height must be integers from 1 to ${MAX_SIDE}`,
      });
    }
  }
  const { left, top, width, height } = region;
  const inside = left >= 0 && top >= 0 && left + width <= scaled.width && top + height <= scaled.height;
  if (!inside || !Number.isSafeInteger(left) || !Number.isSafeInteger(top)) {
    throw new OptionError(
      `the region of ${width} x ${height} pixels at (${left}, ${top}) leaves the picture of ${scaled.width} x ${scaled.height}`,
    );
  }
}
