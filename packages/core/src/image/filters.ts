// Resampling kernels, by the names PIL and timm use.

import { OptionError } from '../errors.js';
import { didYouMean } from '../nearest.js';

/** A kernel at scale one; shrinking stretches it by the scale, which is what antialiases. */
export interface Filter {
  /** The weight is zero from this distance on. */
  readonly support: number;
  readonly weight: (distance: number) => number;
}

/** Kernels that average neighbours. */
export type FilterName = 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos';

/** What PIL offers: a kernel, or `nearest`, which takes one pixel. */
export type PilInterpolation = FilterName | 'nearest';

/**
 * How a picture is resized: as PIL does it, or by `opencv-bilinear`, OpenCV's INTER_LINEAR, which looks at four
 * pixels however much it shrinks.
 */
export type Interpolation = PilInterpolation | 'opencv-bilinear';

export const FILTERS: Readonly<Record<FilterName, Filter>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weight: hamming },
  bicubic: { support: 2, weight: bicubic },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** Cubic convolution (Keys 1981) with a = -0.5. */
function bicubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * -0.5;
  return 0;
}

/** A sinc under Hamming's window, whose two constants PIL keeps in single precision. */
function hamming(distance: number): number {
  const x = Math.abs(distance);
  if (x >= 1) return 0;
  return sinc(x) * (Math.fround(0.54) + Math.fround(0.46) * Math.cos(x * Math.PI));
}

function sinc(x: number): number {
  if (x === 0) return 1;
  const angle = x * Math.PI;
  return Math.sin(angle) / angle;
}

/** @throws OptionError for a name that is none of the above. */
export function checkInterpolation(name: Interpolation): void {
  const names: string[] = [...Object.keys(FILTERS), 'nearest', 'opencv-bilinear'];
  if (names.includes(name)) return;
  throw new OptionError(`there is no interpolation '${String(name)}'`, {
    path: 'interpolation',
    hint: didYouMean(String(name), names) ?? `one of ${names.join(', ')}`,
  });
}
