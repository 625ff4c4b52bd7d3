// Planes of floats [3, height, width]: where each colour lies, and bytes among them.

import { type ColourTables, clipSum, type PlaneWindow, SUM_RANGE } from './passes.js';
import type { RgbPicture, Size } from './picture.js';

/** Which colour a tensor's first channel is. */
export type ChannelOrder = 'rgb' | 'bgr';

/** Places of red, green and blue among the tensor's channels. */
export function channelPlaces(order: ChannelOrder): { red: number; green: number; blue: number } {
  return order === 'bgr' ? { red: 2, green: 1, blue: 0 } : { red: 0, green: 1, blue: 2 };
}

/** The three planes, each `size` long, of a tensor that begins at `offset`. */
export function planesOf(
  data: Float32Array,
  offset: number,
  size: number,
  order: ChannelOrder,
): Omit<PlaneWindow, 'stride'> {
  const { red, green, blue } = channelPlaces(order);
  return { data, red: offset + red * size, green: offset + green * size, blue: offset + blue * size };
}

/** Tables that make bytes of clipped sums, as floats. */
export function byteTables(): ColourTables {
  const bytes = Float32Array.from({ length: SUM_RANGE }, (_, sum) => clipSum(sum));
  return { red: bytes, green: bytes, blue: bytes };
}

/** Planes of such bytes, red first, as a picture [height, width, 3]. */
export function interleave(planes: Float32Array, { width, height }: Size): RgbPicture {
  const area = width * height;
  const data = new Uint8Array(3 * area);
  for (let i = 0; i < area; i++) {
    data[3 * i] = planes[i] as number;
    data[3 * i + 1] = planes[area + i] as number;
    data[3 * i + 2] = planes[2 * area + i] as number;
  }
  return { width, height, channels: 3, data };
}
