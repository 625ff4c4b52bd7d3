// PIL's resize of a region: along x, rounded to bytes, then along y.

import type { PilInterpolation } from './filters.js';
import {
  type ColourTables,
  clipSum,
  type PlaneWindow,
  resizeColumns,
  resizeRows,
  SUM_RANGE,
} from './passes.js';
import { greyToRgb, type Picture } from './picture.js';
import type { Resampler, Resampling, Scratch } from './resampling.js';
import { type Taps, tapsOf } from './taps.js';

/** Both passes of PIL's resize; taps are computed once. */
export class PilResampler implements Resampler {
  readonly #x: Taps;
  readonly #y: Taps;
  /** Source rows the region needs; `#y` counts from the first. */
  readonly #from: number;
  readonly #to: number;
  readonly #clip = Uint8Array.from({ length: SUM_RANGE }, (_, sum) => clipSum(sum));
  readonly #scratch: Scratch;

  constructor({ source, scaled, region, interpolation }: Resampling<PilInterpolation>, scratch: Scratch) {
    const { left, top, width, height } = region;
    const x = { inSize: source.width, outSize: scaled.width, from: left, to: left + width };
    const y = { inSize: source.height, outSize: scaled.height, from: top, to: top + height };
    this.#x = tapsOf(x, interpolation);
    this.#y = tapsOf(y, interpolation);
    this.#from = this.#y.starts[0] as number;
    this.#to = (this.#y.starts.at(-1) as number) + (this.#y.counts.at(-1) as number);
    for (let i = 0; i < height; i++) this.#y.starts[i] = (this.#y.starts[i] as number) - this.#from;
    this.#scratch = scratch;
  }

  run(picture: Picture, tables: ColourTables, window: PlaneWindow): void {
    const columns = this.#x.starts.length;
    const needed = (this.#to - this.#from) * columns;
    if (this.#scratch.rows.length < needed) this.#scratch.rows = new Int32Array(needed);
    const rows = this.#scratch.rows;
    resizeRows(this.#withColours(picture), this.#from, this.#to, this.#x, this.#clip, rows);
    resizeColumns(rows, columns, this.#y, tables, window);
  }

  #withColours(picture: Picture): Picture {
    if (picture.channels !== 1) return picture;
    const length = picture.data.length * 3;
    if (this.#scratch.rgb.length < length) this.#scratch.rgb = new Uint8Array(length);
    const data = this.#scratch.rgb.subarray(0, length);
    greyToRgb(picture.data, data);
    return { ...picture, channels: 3, data };
  }
}
