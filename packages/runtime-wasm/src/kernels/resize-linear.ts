// Linear interpolation: every output pixel is a weighted mean of two by two input pixels.

import { add, doWhile, load, seq, sub } from '../emit/code.js';
import { vAdd, vLoad, vLoadSplat, vMul, vStore } from '../emit/simd.js';
import type { Kernel } from './kernel.js';

const FIELDS = [
  'x',
  'out',
  'blocks',
  /** Bytes of a block of the input. */
  'xPlane',
  /** For each output row, and column, the bytes to its two inputs and the floats they are weighted with. */
  'rowTable',
  'colTable',
  'rows',
  'cols',
] as const;

/** Words of a table's row. */
const TAP_WORDS = 4;

export const resizeLinearKernel: Kernel<(typeof FIELDS)[number]> = {
  key: 'resizeLinear',
  fields: FIELDS,
  write({ f, isa, arg }) {
    const [x, out, blocks, rows, cols] = [f.int(), f.int(), f.int(), f.int(), f.int()];
    const [rowTable, colTable, upper, lower, left, right] = [
      f.int(),
      f.int(),
      f.int(),
      f.int(),
      f.int(),
      f.int(),
    ];
    const [upperWeight, lowerWeight, leftWeight, rightWeight] = [
      f.vector(),
      f.vector(),
      f.vector(),
      f.vector(),
    ];
    const across = (line: typeof upper) =>
      isa.multiplyAdd(vLoad(add(line, left)), leftWeight, vMul(vLoad(add(line, right)), rightWeight));
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
              upper.set(add(x, load(rowTable))),
              lower.set(add(x, load(rowTable, 4))),
              upperWeight.set(vLoadSplat(rowTable, 8)),
              lowerWeight.set(vLoadSplat(rowTable, 12)),
              colTable.set(arg('colTable')),
              cols.set(arg('cols')),
              doWhile(
                seq(
                  left.set(load(colTable)),
                  right.set(load(colTable, 4)),
                  leftWeight.set(vLoadSplat(colTable, 8)),
                  rightWeight.set(vLoadSplat(colTable, 12)),
                  vStore(out, vAdd(vMul(across(upper), upperWeight), vMul(across(lower), lowerWeight))),
                  out.set(add(out, 16)),
                  colTable.set(add(colTable, 4 * TAP_WORDS)),
                ),
                cols.tee(sub(cols, 1)),
              ),
              rowTable.set(add(rowTable, 4 * TAP_WORDS)),
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
