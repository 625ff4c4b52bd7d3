// The mean over all pixels of each channel.

import {
  add,
  and,
  type Code,
  doWhile,
  f32,
  fDiv,
  type Local,
  seq,
  sub,
  toFloat,
  whileLoop,
} from '../emit/code.js';
import { vAdd, vConst, vLoad, vMul, vSplat, vStore } from '../emit/simd.js';
import type { Kernel } from './kernel.js';

const FIELDS = ['x', 'out', 'blocks', 'pixels'] as const;

/** Four sums side by side: shorter chains of additions, and fewer bits lost. */
export const globalPoolKernel: Kernel<(typeof FIELDS)[number]> = {
  key: 'globalPool',
  fields: FIELDS,
  write({ f, arg }) {
    const [x, out, blocks, left] = [f.int(), f.int(), f.int(), f.int()];
    const sums = f.vectors(4);
    const [a, b, c, d] = sums as [Local, Local, Local, Local];
    const mean = vMul(vAdd(vAdd(a, b), vAdd(c, d)), vSplat(fDiv(f32(1), toFloat(arg('pixels')))));
    const addTo = (sum: Local, offset: number): Code => sum.set(vAdd(sum, vLoad(x, offset)));
    return seq(
      x.set(arg('x')),
      out.set(arg('out')),
      blocks.set(arg('blocks')),
      doWhile(
        seq(
          sums.map((sum) => sum.set(vConst(0))),
          left.set(and(arg('pixels'), -4)),
          whileLoop(
            left,
            seq(
              sums.map((sum, i) => addTo(sum, 16 * i)),
              x.set(add(x, 64)),
              left.set(sub(left, 4)),
            ),
          ),
          left.set(and(arg('pixels'), 3)),
          whileLoop(left, seq(addTo(a, 0), x.set(add(x, 16)), left.set(sub(left, 1)))),
          vStore(out, mean),
          out.set(add(out, 16)),
        ),
        blocks.tee(sub(blocks, 1)),
      ),
    );
  },
};
