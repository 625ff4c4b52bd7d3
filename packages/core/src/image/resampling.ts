// What a resampler is asked for, and what every kind of it does.

import type { Interpolation } from './filters.js';
import type { ColourTables, PlaneWindow } from './passes.js';
import type { Picture, Region, Size } from './picture.js';

/** What to compute: of `source` resized to `scaled`, the pixels in `region` (inside `scaled`). */
export interface Resampling<I extends Interpolation = Interpolation> {
  readonly source: Size;
  readonly scaled: Size;
  readonly region: Region;
  readonly interpolation: I;
}

/** Resizes pictures of one size, again and again. */
export interface Resampler {
  /** Writes the region, each sample through its colour's table, into the window. */
  run(picture: Picture, tables: ColourTables, window: PlaneWindow): void;
}

/** Buffers shared by resamplers that never run at once; they grow and are kept. */
export interface Scratch {
  /** Rows resized along x, packed pixels. */
  rows: Int32Array;
  /** A grey picture's pixels with three channels. */
  rgb: Uint8Array;
}

export function emptyScratch(): Scratch {
  return { rows: new Int32Array(0), rgb: new Uint8Array(0) };
}
