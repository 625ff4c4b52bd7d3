// Products of row-major matrices, one row and a few columns at a time.

import {
  add,
  type Code,
  doWhile,
  f32,
  fAdd,
  fLoad,
  fMul,
  fStore,
  type Local,
  lessSigned,
  mul,
  seq,
  sub,
  whileLoop,
} from '../emit/code.js';
import { vConst, vLoad, vLoadSplat, vStore } from '../emit/simd.js';
import type { Kernel, KernelContext } from './kernel.js';

const FIELDS = [
  'a',
  'b',
  'out',
  'stack',
  /** Bytes between the matrices of a stack; 0 where all share one. */
  'aStack',
  'bStack',
  'rows',
  'inner',
  'cols',
] as const;

type Context = KernelContext<(typeof FIELDS)[number]>;

/** out [stack, rows, cols] = a [stack, rows, inner] b [stack, inner, cols]. */
export const matMulKernel: Kernel<(typeof FIELDS)[number]> = {
  key: 'matMul',
  fields: FIELDS,
  write(c) {
    const { f, arg } = c;
    const [a, b, out, stack, rows] = [f.int(), f.int(), f.int(), f.int(), f.int()];
    const [row, column, cols] = [f.int(), f.int(), f.int()];
    const strip = (width: number, body: Code): Code =>
      whileLoop(
        lessSigned(width - 1, cols),
        seq(
          body,
          column.set(add(column, 4 * width)),
          out.set(add(out, 4 * width)),
          cols.set(sub(cols, width)),
        ),
      );
    const places = { row, column, out };
    return seq(
      a.set(arg('a')),
      b.set(arg('b')),
      out.set(arg('out')),
      stack.set(arg('stack')),
      doWhile(
        seq(
          row.set(a),
          rows.set(arg('rows')),
          doWhile(
            seq(
              column.set(b),
              cols.set(arg('cols')),
              strip(16, vectorStrip(c, places, 4)),
              strip(4, vectorStrip(c, places, 1)),
              strip(1, scalarStrip(c, places)),
              row.set(add(row, mul(arg('inner'), 4))),
            ),
            rows.tee(sub(rows, 1)),
          ),
          a.set(add(a, arg('aStack'))),
          b.set(add(b, arg('bStack'))),
        ),
        stack.tee(sub(stack, 1)),
      ),
    );
  },
};

interface Places {
  readonly row: Local;
  readonly column: Local;
  readonly out: Local;
}

function vectorStrip(c: Context, { row, column, out }: Places, count: number): Code {
  const { f, isa } = c;
  const sums = f.vectors(count);
  const x = f.vector();
  return seq(
    sums.map((sum) => sum.set(vConst(0))),
    innerLoop(c, row, column, (a, b) =>
      seq(
        x.set(vLoadSplat(a)),
        sums.map((sum, i) => sum.set(isa.multiplyAdd(x, vLoad(b, 16 * i), sum))),
      ),
    ),
    sums.map((sum, i) => vStore(out, sum, 16 * i)),
  );
}

function scalarStrip(c: Context, { row, column, out }: Places): Code {
  const sum = c.f.local('f32');
  return seq(
    sum.set(f32(0)),
    innerLoop(c, row, column, (a, b) => sum.set(fAdd(sum, fMul(fLoad(a), fLoad(b))))),
    fStore(out, sum),
  );
}

function innerLoop({ f, arg }: Context, row: Local, column: Local, body: (a: Local, b: Local) => Code): Code {
  const [a, b, left] = [f.int(), f.int(), f.int()];
  return seq(
    a.set(row),
    b.set(column),
    left.set(arg('inner')),
    doWhile(seq(body(a, b), a.set(add(a, 4)), b.set(add(b, mul(arg('cols'), 4)))), left.tee(sub(left, 1))),
  );
}
