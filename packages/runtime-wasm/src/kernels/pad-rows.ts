// Copies planes into larger ones with a border of zeros.

import { add, type Code, copyBytes, doWhile, fillZero, seq, sub } from '../emit/code.js';
import type { Kernel } from './kernel.js';

const FIELDS = ['x', 'out', 'planes', 'rows', 'rowBytes', 'top', 'bottom', 'left', 'right'] as const;

/** `top` and the others are bytes; the first and last rows of zeros are counted with their borders. */
export const padRowsKernel: Kernel<(typeof FIELDS)[number]> = {
  key: 'padRows',
  fields: FIELDS,
  write({ f, arg }) {
    const [x, out, planes, rows] = [f.int(), f.int(), f.int(), f.int()];
    const zeros = (bytes: Code): Code => seq(fillZero(out, bytes), out.set(add(out, bytes)));
    return seq(
      x.set(arg('x')),
      out.set(arg('out')),
      planes.set(arg('planes')),
      doWhile(
        seq(
          zeros(arg('top')),
          rows.set(arg('rows')),
          doWhile(
            seq(
              zeros(arg('left')),
              copyBytes(out, x, arg('rowBytes')),
              out.set(add(out, arg('rowBytes'))),
              x.set(add(x, arg('rowBytes'))),
              zeros(arg('right')),
            ),
            rows.tee(sub(rows, 1)),
          ),
          zeros(arg('bottom')),
        ),
        planes.tee(sub(planes, 1)),
      ),
    );
  },
};
