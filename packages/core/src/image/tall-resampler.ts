// PIL's exception: a picture a hundred times taller than wide is resized along y first.

import type { ColourTables, PlaneWindow } from './passes.js';
import type { Picture, Size } from './picture.js';
import { byteTables, interleave, planesOf } from './planes.js';
import { Resampler, type Resampling, type Scratch } from './resampler.js';

/** From where on the order of the passes changes, and with it the rounding. */
const TALL = 100;

/** The resampler PIL would use. */
export function createResampler(resampling: Resampling, scratch: Scratch): Pick<Resampler, 'run'> {
  const { source, scaled } = resampling;
  const tall = source.height > source.width * TALL && scaled.height < source.height;
  return tall ? new TallResampler(resampling, scratch) : new Resampler(resampling, scratch);
}

class TallResampler {
  readonly #alongY: Resampler;
  readonly #alongX: Resampler;
  readonly #between: Size;

  constructor({ source, scaled, region, interpolation }: Resampling, scratch: Scratch) {
    const between = { width: source.width, height: region.height };
    this.#between = between;
    this.#alongY = new Resampler(
      {
        source,
        scaled: { width: source.width, height: scaled.height },
        region: { ...between, left: 0, top: region.top },
        interpolation,
      },
      scratch,
    );
    this.#alongX = new Resampler(
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
