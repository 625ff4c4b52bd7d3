// Copies floats between any two strided views of up to five axes: transposes, joins, cuts, changes of layout.

import { add, type Code, doWhile, fLoad, fStore, type Local, seq, sub } from '../emit/code.js';
import type { Kernel } from './kernel.js';

/** Axes a copy may have. */
export const COPY_AXES = 5;

export type CopyField = 'x' | 'out' | `${'size' | 'from' | 'to'}${0 | 1 | 2 | 3 | 4}`;

/** Sizes and strides in bytes, outermost axis first. */
export const stridedCopyKernel: Kernel<CopyField> = {
  key: 'stridedCopy',
  fields: [
    'x',
    'out',
    'size0',
    'size1',
    'size2',
    'size3',
    'size4',
    'from0',
    'from1',
    'from2',
    'from3',
    'from4',
    'to0',
    'to1',
    'to2',
    'to3',
    'to4',
  ],
  write({ f, arg }) {
    const places = Array.from({ length: COPY_AXES + 1 }, () => ({ x: f.int(), out: f.int() }));
    const lefts = Array.from({ length: COPY_AXES }, () => f.int());
    const copy = (axis: number): Code => {
      const { x, out } = places[axis] as { x: Local; out: Local };
      if (axis === COPY_AXES) return fStore(out, fLoad(x));
      const inner = places[axis + 1] as { x: Local; out: Local };
      const left = lefts[axis] as Local;
      const n = axis as 0 | 1 | 2 | 3 | 4;
      return seq(
        left.set(arg(`size${n}`)),
        doWhile(
          seq(
            inner.x.set(x),
            inner.out.set(out),
            copy(axis + 1),
            x.set(add(x, arg(`from${n}`))),
            out.set(add(out, arg(`to${n}`))),
          ),
          left.tee(sub(left, 1)),
        ),
      );
    };
    const [first] = places as [{ x: Local; out: Local }];
    return seq(first.x.set(arg('x')), first.out.set(arg('out')), copy(0));
  },
};
