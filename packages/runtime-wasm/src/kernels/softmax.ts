// Softmax over the last axis of a row-major tensor.

import {
  add,
  type Code,
  doWhile,
  f32,
  fAdd,
  fDiv,
  fLoad,
  fMax,
  fMul,
  fStore,
  lessSigned,
  mul,
  seq,
  sub,
  whileLoop,
} from '../emit/code.js';
import { vAdd, vConst, vLane, vLoad, vMul, vSplat, vStore, vSub } from '../emit/simd.js';
import { vExp } from './exp.js';
import type { Kernel } from './kernel.js';

const FIELDS = ['x', 'out', 'rows', 'cols'] as const;

export const softmaxKernel: Kernel<(typeof FIELDS)[number]> = {
  key: 'softmax',
  fields: FIELDS,
  write(c) {
    const { f, arg } = c;
    const [x, out, rows, left, y] = [f.int(), f.int(), f.int(), f.int(), f.int()];
    const [max, sum, sums, e] = [f.local('f32'), f.local('f32'), f.vector(), f.vector()];
    /** Over the row at `out` (and the one at `x`), four at a time, then one at a time. */
    const walk = (four: Code, one: Code): Code =>
      seq(
        y.set(out),
        left.set(arg('cols')),
        whileLoop(lessSigned(3, left), seq(four, step(4))),
        whileLoop(left, seq(one, step(1))),
      );
    const step = (count: number): Code =>
      seq(y.set(add(y, 4 * count)), x.set(add(x, 4 * count)), left.set(sub(left, count)));
    const exp = vExp(c, vSub(vSplat(fLoad(x)), vSplat(max)));
    const back = x.set(sub(x, mul(arg('cols'), 4)));
    return seq(
      x.set(arg('x')),
      out.set(arg('out')),
      rows.set(arg('rows')),
      doWhile(
        seq(
          max.set(f32(Number.NEGATIVE_INFINITY)),
          left.set(arg('cols')),
          whileLoop(left, seq(max.set(fMax(max, fLoad(x))), x.set(add(x, 4)), left.set(sub(left, 1)))),
          back,
          sum.set(f32(0)),
          sums.set(vConst(0)),
          walk(
            seq(e.set(vExp(c, vSub(vLoad(x), vSplat(max)))), vStore(y, e), sums.set(vAdd(sums, e))),
            seq(e.set(exp), fStore(y, vLane(e, 0)), sum.set(fAdd(sum, vLane(e, 0)))),
          ),
          [0, 1, 2, 3].map((lane) => sum.set(fAdd(sum, vLane(sums, lane)))),
          sum.set(fDiv(f32(1), sum)),
          back,
          walk(vStore(y, vMul(vLoad(y), vSplat(sum))), fStore(y, fMul(fLoad(y), sum))),
          out.set(y),
        ),
        rows.tee(sub(rows, 1)),
      ),
    );
  },
};
