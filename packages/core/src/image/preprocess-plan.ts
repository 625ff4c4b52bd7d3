// What a preprocessor does to pictures of one size, as tables.

import { isPil } from './create-resampler.js';
import { checkCropRule } from './crop.js';
import { checkNormalization, normalizationTables } from './normalize.js';
import type { Region, Size } from './picture.js';
import { COLOURS, fillColour, placedResampling } from './placement.js';
import { channelPlaces } from './planes.js';
import type { PreprocessConfig } from './preprocess.js';
import { isTall } from './tall-resampler.js';
import { type PilTaps, pilTaps } from './taps.js';

/** How a colour becomes floats. */
export interface ColourPlan {
  /** The float of each byte. */
  readonly table: Float32Array;
  /** The float outside the region. */
  readonly fill: number;
  /** Its place among the input's channels. */
  readonly channel: number;
}

/**
 * Two passes: rows `from` to `to` of the source along x, then along y. A sum of samples times weights, and half of one, is
 * shifted right by 22 bits and clipped to a byte after either.
 */
export interface PreprocessPlan extends PilTaps {
  /** Where in the input the resized pixels go. */
  readonly region: Region;
  /** Red, green, blue. */
  readonly colours: readonly ColourPlan[];
}

/**
 * What `preprocess(config)` does to pictures of this size, as tables for an engine that computes it elsewhere, such as
 * a shader: with 32-bit integers it gives the same bits. Undefined for what is not two passes of PIL along x and then
 * y: OpenCV's resize, and pictures a hundred times taller than wide.
 * @throws OptionError for a config that cannot be followed; ImageError for sizes that cannot be.
 */
export function preprocessPlan(config: PreprocessConfig, source: Size): PreprocessPlan | undefined {
  checkCropRule(config);
  checkNormalization(config);
  const { resampling, left, top } = placedResampling(config, source);
  if (!isPil(resampling) || isTall(resampling)) return undefined;
  const { width, height } = resampling.region;
  const [tables, fill] = [normalizationTables(config), fillColour(config)];
  const places = channelPlaces(config.channelOrder ?? 'rgb');
  const colours = COLOURS.map((colour) => {
    const table = tables[colour].slice(0, 256);
    return { table, fill: table[fill[colour]] as number, channel: places[colour] };
  });
  return { ...pilTaps(resampling), region: { left, top, width, height }, colours };
}
