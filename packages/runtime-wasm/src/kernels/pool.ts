// Maximum and average over windows.

import {
  add,
  type Code,
  doWhile,
  f32,
  fDiv,
  type Local,
  lessSigned,
  maxSigned,
  minSigned,
  mul,
  seq,
  sub,
  toFloat,
  whileLoop,
} from '../emit/code.js';
import { vAdd, vConst, vLoad, vMax, vMul, vSplat, vStore } from '../emit/simd.js';
import type { Kernel, KernelContext } from './kernel.js';

const FIELDS = [
  'x',
  'out',
  'blocks',
  'inRows',
  'inCols',
  'outRows',
  'outCols',
  'kernelRows',
  'kernelCols',
  'strideRows',
  'strideCols',
  /** Less than 0 in the padding. */
  'firstRow',
  'firstCol',
  /** Where the elements end that an average divides by: the input's, or with the padding after it. */
  'rowsEnd',
  'colsEnd',
] as const;

export type PoolKind = 'max' | 'average' | 'averageWithPadding';

/** One axis of the window: where it starts and ends with and without padding. */
interface Span {
  readonly from: Local;
  readonly to: Local;
  readonly size: Local;
}

export function poolKernel(kind: PoolKind): Kernel<(typeof FIELDS)[number]> {
  return { key: `pool ${kind}`, fields: FIELDS, write: (c) => blockLoop(c, kind) };
}

function blockLoop(c: KernelContext<(typeof FIELDS)[number]>, kind: PoolKind): Code {
  const { f, arg } = c;
  const [x, out, blocks, rows, cols, row, col, y] = Array.from({ length: 8 }, () => f.int()) as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const vertical: Span = { from: f.int(), to: f.int(), size: f.int() };
  const horizontal: Span = { from: f.int(), to: f.int(), size: f.int() };
  const [sum, at, left] = [f.vector(), f.int(), f.int()];
  const combine = kind === 'max' ? vMax : vAdd;
  const span = (s: Span, first: Local, size: Code, limit: Code, end: Code): Code =>
    seq(
      s.from.set(maxSigned(first, 0)),
      s.to.set(add(first, size)),
      s.size.set(s.to),
      s.size.set(minSigned(s.size, end)),
      s.to.set(minSigned(s.to, limit)),
      s.size.set(sub(s.size, kind === 'averageWithPadding' ? first : s.from)),
    );
  const average = vMul(sum, vSplat(fDiv(f32(1), toFloat(mul(vertical.size, horizontal.size)))));
  const window = seq(
    sum.set(vConst(kind === 'max' ? Number.NEGATIVE_INFINITY : 0)),
    y.set(vertical.from),
    whileLoop(
      lessSigned(y, vertical.to),
      seq(
        at.set(add(x, mul(add(mul(y, arg('inCols')), horizontal.from), 16))),
        left.set(horizontal.from),
        whileLoop(
          lessSigned(left, horizontal.to),
          seq(sum.set(combine(sum, vLoad(at))), at.set(add(at, 16)), left.set(add(left, 1))),
        ),
        y.set(add(y, 1)),
      ),
    ),
    vStore(out, kind === 'max' ? sum : average),
    out.set(add(out, 16)),
  );
  const colLoop = seq(
    col.set(arg('firstCol')),
    cols.set(arg('outCols')),
    doWhile(
      seq(
        span(horizontal, col, arg('kernelCols'), arg('inCols'), arg('colsEnd')),
        window,
        col.set(add(col, arg('strideCols'))),
      ),
      cols.tee(sub(cols, 1)),
    ),
  );
  const rowLoop = seq(
    row.set(arg('firstRow')),
    rows.set(arg('outRows')),
    doWhile(
      seq(
        span(vertical, row, arg('kernelRows'), arg('inRows'), arg('rowsEnd')),
        colLoop,
        row.set(add(row, arg('strideRows'))),
      ),
      rows.tee(sub(rows, 1)),
    ),
  );
  return seq(
    x.set(arg('x')),
    out.set(arg('out')),
    blocks.set(arg('blocks')),
    doWhile(
      seq(rowLoop, x.set(add(x, mul(mul(arg('inRows'), arg('inCols')), 16)))),
      blocks.tee(sub(blocks, 1)),
    ),
  );
}
