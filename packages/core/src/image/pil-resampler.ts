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
import { type PilTaps, pilTaps } from './taps.js';

/** Both passes of PIL's resize; taps are computed once. */
export class PilResampler implements Resampler {
  readonly #taps: PilTaps;
  readonly #clip = Uint8Array.from({ length: SUM_RANGE }, (_, sum) => clipSum(sum));
  readonly #scratch: Scratch;

  constructor(resampling: Resampling<PilInterpolation>, scratch: Scratch) {
    this.#taps = pilTaps(resampling);
    this.#scratch = scratch;
  }

  run(picture: Picture, tables: ColourTables, window: PlaneWindow): void {
    const { x, y, from, to } = this.#taps;
    const columns = x.starts.length;
    const needed = (to - from) * columns;
    if (this.#scratch.rows.length < needed) this.#scratch.rows = new Int32Array(needed);
    const rows = this.#scratch.rows;
    resizeRows(this.#withColours(picture), from, to, x, this.#clip, rows);
    resizeColumns(rows, columns, y, tables, window);
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
