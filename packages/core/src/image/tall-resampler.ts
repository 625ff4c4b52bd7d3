// PIL's exception: a picture a hundred times taller than wide is resized along y first.

import type { PilInterpolation } from './filters.js';
import type { ColourTables, PlaneWindow } from './passes.js';
import type { Picture, Size } from './picture.js';
import { PilResampler } from './pil-resampler.js';
import { byteTables, interleave, planesOf } from './planes.js';
import type { Resampler, Resampling, Scratch } from './resampling.js';

/** From where on the order of the passes changes, and with it the rounding. */
const TALL = 100;

/** Whether PIL swaps the passes. */
export function isTall({ source, scaled }: Resampling): boolean {
  return source.height > source.width * TALL && scaled.height < source.height;
}

export class TallResampler implements Resampler {
  readonly #alongY: PilResampler;
  readonly #alongX: PilResampler;
  readonly #between: Size;

  constructor({ source, scaled, region, interpolation }: Resampling<PilInterpolation>, scratch: Scratch) {
    const between = { width: source.width, height: region.height };
    this.#between = between;
    this.#alongY = new PilResampler(
      {
        source,
        scaled: { width: source.width, height: scaled.height },
        region: { ...between, left: 0, top: region.top },
        interpolation,
      },
      scratch,
    );
    this.#alongX = new PilResampler(
      {
        source: between,
        scaled: { width: scaled.width, height: region.height },
        region: { ...region, top: 0 },
        interpolation,
      },
      scratch,
    );
  }

  run(picture: Picture, tables: ColourTables, window: PlaneWindow): void {
    const { width, height } = this.#between;
    const planes = planesOf(new Float32Array(3 * width * height), 0, width * height, 'rgb');
    this.#alongY.run(picture, byteTables(), { ...planes, stride: width });
    this.#alongX.run(interleave(planes.data, this.#between), tables, window);
  }
}
