// Nearest neighbours: every output pixel is a copy of one input pixel.

import { add, doWhile, load, seq, sub } from '../emit/code.js';
import { vLoad, vStore } from '../emit/simd.js';
import type { Kernel } from './kernel.js';

const FIELDS = [
  'x',
  'out',
  'blocks',
  /** Bytes of a block of the input. */
  'xPlane',
  /** For each output row, and column, the bytes to its input. */
  'rowTable',
  'colTable',
  'rows',
  'cols',
] as const;

export const resizeKernel: Kernel<(typeof FIELDS)[number]> = {
  key: 'resize',
  fields: FIELDS,
  write({ f, arg }) {
    const [x, out, blocks, rows, cols] = [f.int(), f.int(), f.int(), f.int(), f.int()];
    const [rowTable, colTable, line] = [f.int(), f.int(), f.int()];
    return seq(
      x.set(arg('x')),
      out.set(arg('out')),
      blocks.set(arg('blocks')),
      doWhile(
        seq(
          rowTable.set(arg('rowTable')),
          rows.set(arg('rows')),
          doWhile(
            seq(
              line.set(add(x, load(rowTable))),
              colTable.set(arg('colTable')),
              cols.set(arg('cols')),
              doWhile(
                seq(
                  vStore(out, vLoad(add(line, load(colTable)))),
                  out.set(add(out, 16)),
                  colTable.set(add(colTable, 4)),
                ),
                cols.tee(sub(cols, 1)),
              ),
              rowTable.set(add(rowTable, 4)),
            ),
            rows.tee(sub(rows, 1)),
          ),
          x.set(add(x, arg('xPlane'))),
        ),
        blocks.tee(sub(blocks, 1)),
      ),
    );
  },
};
