// OpenCV's INTER_LINEAR on bytes, for networks whose authors trained on it: two taps, not antialiased.

import { roundHalfEven } from './crop.js';
import type { ColourTables, PlaneWindow } from './passes.js';
import { type Picture, rgbLayout } from './picture.js';
import type { Resampler, Resampling } from './resampling.js';

/** Weights have 11 bits below one. */
const ONE = 2048;

/** Two neighbours of each output sample along one axis, and the weights of both. */
interface Neighbours {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly weights1: Int32Array;
  readonly weights2: Int32Array;
}

export class OpencvResampler implements Resampler {
  readonly #x: Neighbours;
  readonly #y: Neighbours;

  constructor({ source, scaled, region }: Resampling) {
    const { left, top, width, height } = region;
    this.#x = neighbours(source.width, scaled.width, left, width, true);
    this.#y = neighbours(source.height, scaled.height, top, height, false);
  }

  run(picture: Picture, tables: ColourTables, window: PlaneWindow): void {
    const { green, blue } = rgbLayout(picture.channels);
    this.#plane(picture, 0, tables.red, window, window.red);
    this.#plane(picture, green, tables.green, window, window.green);
    this.#plane(picture, blue, tables.blue, window, window.blue);
  }

  /** Sums along a row keep all their bits; along a column some are cut off before and after they are weighted. */
  #plane(picture: Picture, channel: number, table: Float32Array, window: PlaneWindow, corner: number): void {
    const { data, channels, width } = picture;
    const x = this.#x;
    const y = this.#y;
    for (let row = 0; row < y.first.length; row++) {
      const upper = (y.first[row] as number) * width * channels + channel;
      const lower = (y.second[row] as number) * width * channels + channel;
      const upperWeight = y.weights1[row] as number;
      const lowerWeight = y.weights2[row] as number;
      const o = corner + row * window.stride;
      for (let column = 0; column < x.first.length; column++) {
        const left = (x.first[column] as number) * channels;
        const right = (x.second[column] as number) * channels;
        const weight1 = x.weights1[column] as number;
        const weight2 = x.weights2[column] as number;
        const above = (data[upper + left] as number) * weight1 + (data[upper + right] as number) * weight2;
        const below = (data[lower + left] as number) * weight1 + (data[lower + right] as number) * weight2;
        const sum = ((upperWeight * (above >> 4)) >> 16) + ((lowerWeight * (below >> 4)) >> 16);
        window.data[o + column] = table[(sum + 2) >> 2] as number;
      }
    }
  }
}

/** `inside` takes the border sample alone beyond the outermost centres; else its two roundings stay apart. */
function neighbours(
  inSize: number,
  outSize: number,
  from: number,
  length: number,
  inside: boolean,
): Neighbours {
  const scale = 1 / (outSize / inSize);
  const pair = {
    first: new Int32Array(length),
    second: new Int32Array(length),
    weights1: new Int32Array(length),
    weights2: new Int32Array(length),
  };
  for (let i = 0; i < length; i++) {
    const centre = Math.fround((from + i + 0.5) * scale - 0.5);
    const index = Math.floor(centre);
    const beyond = inside && (index < 0 || index >= inSize - 1);
    const weight = beyond ? 0 : Math.fround(centre - index);
    pair.first[i] = Math.min(Math.max(index, 0), inSize - 1);
    pair.second[i] = Math.min(Math.max(index + 1, 0), inSize - 1);
    pair.weights1[i] = roundHalfEven(Math.fround(1 - weight) * ONE);
    pair.weights2[i] = roundHalfEven(weight * ONE);
  }
  return pair;
}
