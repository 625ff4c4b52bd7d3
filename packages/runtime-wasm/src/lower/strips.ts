// Cuts the pixels of a convolution into strips whose inputs stay in the cache while all panels pass over them.

import type { Share } from '../compile/step.js';
import type { Planes } from '../compile/tensor-shape.js';
import type { Convolution } from './conv.js';
import type { PreparedInput } from './prepare-input.js';
import { isPoint } from './window.js';

/** Some rows; of 1x1 convolutions, whose pixels need no neighbours, some pixels. */
export interface Strip {
  readonly from: number;
  readonly count: number;
}

export interface Strips {
  /** Whether strips count pixels instead of rows. */
  readonly isFlat: boolean;
  readonly all: readonly Strip[];
  /** Strips of one thread's part of the pixels. */
  part(share: Share): readonly Strip[];
}

/** Bytes of input in a strip: with a panel of weights and the outputs they fit a second-level cache of 512 KiB. */
const STRIP_BYTES = 256 * 1024;

/** Pixels of a strip are a multiple of this: of every tile there is. */
const PIXELS = 12;

/** Pixels that threads share are a multiple of this: of most tiles. */
const SHARED_PIXELS = 6;

export function stripsOf({ window, weight, groups }: Convolution, input: PreparedInput, to: Planes): Strips {
  const [rows, cols] = window;
  const isFlat = isPoint(window) && rows.stride * cols.stride === 1;
  const planes = ((weight.shape[1] ?? 1) * groups) / (input.planar ? 1 : 4);
  const bytes = planes * (isFlat ? 16 : input.rowBytes * rows.stride);
  const unit = isFlat ? PIXELS : 1;
  const step = Math.max(unit, Math.floor(STRIP_BYTES / bytes / unit) * unit);
  const cut = (from: number, to: number): readonly Strip[] =>
    Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => {
      const start = from + i * step;
      return { from: start, count: Math.min(step, to - start) };
    });
  const total = isFlat ? to.height * to.width : to.height;
  return {
    isFlat,
    all: cut(0, total),
    part: (share) => cut(...share.range(total, isFlat ? SHARED_PIXELS : 1)),
  };
}
