// Floats that are multiples of a step, as 16-bit integers: what the integer convolutions read.

import { add, doWhile, seq, sub } from '../emit/code.js';
import { vLoad, vLoadSplat, vMul, vNarrow, vNearest, vStoreHalf, vToInt } from '../emit/simd.js';
import type { Kernel } from './kernel.js';

const FIELDS = [
  'x',
  'out',
  /** Vectors of four floats. */
  'count',
  /** A table of steps: the first float is 1 / step. */
  'quantum',
] as const;

export const toIntegersKernel: Kernel<(typeof FIELDS)[number]> = {
  key: 'toIntegers',
  fields: FIELDS,
  write({ f, arg }) {
    const [x, out, left, scale, y] = [f.int(), f.int(), f.int(), f.vector(), f.vector()];
    return seq(
      x.set(arg('x')),
      out.set(arg('out')),
      left.set(arg('count')),
      scale.set(vLoadSplat(arg('quantum'))),
      doWhile(
        seq(
          y.set(vToInt(vNearest(vMul(vLoad(x), scale)))),
          vStoreHalf(out, vNarrow(y, y)),
          x.set(add(x, 16)),
          out.set(add(out, 8)),
        ),
        left.tee(sub(left, 1)),
      ),
    );
  },
};
