// From bytes to the floats a network takes: range, mean, standard deviation, order of channels.

import { OptionError } from '../errors.js';
import { type ColourTables, clipSum, SUM_RANGE } from './passes.js';
import { checkPicture, type Picture } from './picture.js';
import { type ChannelOrder, channelPlaces, planesOf } from './planes.js';
import { type TensorTarget, tensorTarget } from './tensor-target.js';

type Triple = readonly [number, number, number];

/** How samples become floats: `(sample / 255 * range - mean) / std`, each step rounded to float32. */
export interface Normalization {
  /** One a channel, in the tensor's order of channels, on the scale of `range`. */
  readonly mean: Triple;
  readonly std: Triple;
  /** Default `rgb`. */
  readonly channelOrder?: ChannelOrder;
  /** What a sample of 255 is before mean and deviation: 1 (default), or 255 for networks fed with raw bytes. */
  readonly range?: 1 | 255;
}

/** @throws OptionError for a mean or deviation that is not three finite numbers, or a deviation of zero. */
export function checkNormalization({ mean, std, channelOrder, range }: Normalization): void {
  for (const [name, values] of Object.entries({ mean, std })) {
    if (!Array.isArray(values) || values.length !== 3 || !values.every(Number.isFinite)) {
      throw new OptionError(`${name} is [${values}], expected three finite numbers`, { path: name });
    }
  }
  if (std.includes(0))
    throw new OptionError(`std is [${std}]: it divides, so it must not be zero`, { path: 'std' });
  if (channelOrder !== undefined && channelOrder !== 'rgb' && channelOrder !== 'bgr') {
    throw new OptionError(`channelOrder is '${String(channelOrder)}', expected 'rgb' or 'bgr'`, {
      path: 'channelOrder',
    });
  }
  if (range !== undefined && range !== 1 && range !== 255) {
    throw new OptionError(`range is ${String(range)}, expected 1 or 255`, { path: 'range' });
  }
}

/** Tables from clipped sums to normalised floats: a byte has but 256 answers. */
export function normalizationTables(config: Normalization): ColourTables {
  const places = channelPlaces(config.channelOrder ?? 'rgb');
  const table = (channel: number) => {
    const mean = Math.fround(config.mean[channel] as number);
    const std = Math.fround(config.std[channel] as number);
    return Float32Array.from({ length: SUM_RANGE }, (_, sum) => {
      const sample = config.range === 255 ? clipSum(sum) : Math.fround(clipSum(sum) / 255);
      return Math.fround(sample - mean) / std;
    });
  };
  return { red: table(places.red), green: table(places.green), blue: table(places.blue) };
}

/**
 * A picture as a float tensor [3, height, width], not resized; grey is repeated, alpha dropped. Equal to
 * torchvision's `to_tensor` and `normalize` in every bit.
 * @throws ImageError for a picture that does not fit its data; OptionError for a bad mean, deviation or target.
 */
export function toTensor(picture: Picture, config: Normalization, target: TensorTarget = {}): Float32Array {
  checkPicture(picture);
  checkNormalization(config);
  const { data, channels, width, height } = picture;
  const size = width * height;
  const { into, offset } = tensorTarget(target, 3 * size);
  const tables = normalizationTables(config);
  const planes = planesOf(into, offset, size, config.channelOrder ?? 'rgb');
  const distance = channels === 1 ? 0 : 1;
  for (let i = 0; i < size; i++) {
    const p = i * channels;
    into[planes.red + i] = tables.red[data[p] as number] as number;
    into[planes.green + i] = tables.green[data[p + distance] as number] as number;
    into[planes.blue + i] = tables.blue[data[p + 2 * distance] as number] as number;
  }
  return into;
}
