// Which part of a resized picture the input shows, where it goes, and what surrounds it.

import { type CropRule, cropOf, roundHalfEven } from './crop.js';
import type { Normalization } from './normalize.js';
import type { Region, Size } from './picture.js';
import { channelPlaces } from './planes.js';
import type { Resampling } from './resampling.js';

/** The resize of pictures of this size, and where in the input its region goes. */
export function placedResampling(
  config: CropRule,
  source: Size,
): { resampling: Resampling; left: number; top: number } {
  const [height, width] = config.inputSize;
  const { scaled, left, top, interpolation } = cropOf(config, source);
  const region: Region = {
    left: Math.max(left, 0),
    top: Math.max(top, 0),
    width: Math.min(width, scaled.width),
    height: Math.min(height, scaled.height),
  };
  return {
    resampling: { source, scaled, region, interpolation },
    left: Math.max(-left, 0),
    top: Math.max(-top, 0),
  };
}

export const COLOURS = ['red', 'green', 'blue'] as const;

export type Colour = Readonly<Record<(typeof COLOURS)[number], number>>;

/** What padding is made of: the mean colour as bytes in `border` mode, black in the others. */
export function fillColour({ cropMode, mean, range, channelOrder }: CropRule & Normalization): Colour {
  if (cropMode !== 'border') return { red: 0, green: 0, blue: 0 };
  const places = channelPlaces(channelOrder ?? 'rgb');
  const byte = (channel: number) => {
    const value = roundHalfEven((mean[channel] as number) * (range === 255 ? 1 : 255));
    return Math.min(Math.max(value, 0), 255);
  };
  return { red: byte(places.red), green: byte(places.green), blue: byte(places.blue) };
}
