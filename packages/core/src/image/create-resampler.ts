// Which resampler does what is asked.

import type { PilInterpolation } from './filters.js';
import { OpencvResampler } from './opencv-resampler.js';
import { PilResampler } from './pil-resampler.js';
import type { Resampler, Resampling, Scratch } from './resampling.js';
import { isTall, TallResampler } from './tall-resampler.js';

export function createResampler(resampling: Resampling, scratch: Scratch): Resampler {
  if (!isPil(resampling)) return new OpencvResampler(resampling);
  return isTall(resampling) ? new TallResampler(resampling, scratch) : new PilResampler(resampling, scratch);
}

/** Whether PIL can do it, and not only OpenCV. */
export function isPil(resampling: Resampling): resampling is Resampling<PilInterpolation> {
  return resampling.interpolation !== 'opencv-bilinear';
}
