// Minimal filtering, the outputs: of each tile the sums of its products.

import {
  add,
  type Code,
  doWhile,
  equal,
  greaterSigned,
  type Local,
  mul,
  seq,
  sub,
  when,
  whileLoop,
} from '../emit/code.js';
import { vLoad, vStore } from '../emit/simd.js';
import { combination, type Signs } from './combination.js';
import { type Epilogue, epilogueKey, finish, quantumOf } from './epilogue.js';
import type { Kernel, KernelContext } from './kernel.js';
import { type FilterPair, pairKey } from './minimal-filter.js';

const FIELDS = [
  'x',
  'out',
  /** The residual's address less that of the output. */
  'residual',
  /** Blocks of 4 channels, and the bytes between them. */
  'blocks',
  'xPlane',
  'outPlane',
  /** Rows of pixels. */
  'rows',
  /** Bytes of a row of pixels. */
  'rowBytes',
  /** Tiles of a row, and the pixels of the last one. */
  'tileCols',
  'lastCols',
  /** Bytes from one product to the next. */
  'product',
  /** A table of steps, where results are rounded to such. */
  'quantum',
] as const;

type Field = (typeof FIELDS)[number];

/** A m A^T of the products m of every tile, without the pixels beyond the borders, and what follows. */
export function winogradOutputKernel(pair: FilterPair, epilogue: Epilogue): Kernel<Field> {
  return {
    key: `winogradOutput ${pairKey(pair)} ${epilogueKey(epilogue)}`,
    fields: FIELDS,
    write: (c) => blockLoop(c, pair, epilogue),
  };
}

interface Registers {
  /** First product of a row of tiles, and its first pixel. */
  readonly x: Local;
  readonly out: Local;
  /** Products of each row of these. */
  readonly rows: readonly Local[];
  /** Bytes from the first product of a row to each. */
  readonly steps: readonly Local[];
  readonly sums: readonly Local[];
  readonly pixels: readonly Local[];
  readonly place: Local;
  readonly residual: Local;
  readonly left: Local;
}

function blockLoop(c: KernelContext<Field>, pair: FilterPair, epilogue: Epilogue): Code {
  const { f, arg } = c;
  const [x, out, blocks, rowsLeft] = [f.int(), f.int(), f.int(), f.int()];
  const r: Registers = {
    x: f.int(),
    out: f.int(),
    rows: pair.rows.G.map(() => f.int()),
    steps: pair.cols.G.map(() => f.int()),
    sums: f.vectors(pair.cols.G.length),
    pixels: f.vectors(pair.cols.outputs),
    place: f.int(),
    residual: f.int(),
    left: f.int(),
  };
  const { outputs } = pair.rows;
  const tileRow = seq(
    pair.rows.A.map((signs, row) =>
      when(greaterSigned(rowsLeft, row), pixelRow(c, pair, epilogue, signs, row, r)),
    ),
    r.x.set(add(r.x, mul(arg('tileCols'), 16))),
    r.out.set(add(r.out, mul(arg('rowBytes'), outputs))),
    rowsLeft.set(sub(rowsLeft, outputs)),
  );
  return seq(
    x.set(arg('x')),
    out.set(arg('out')),
    blocks.set(arg('blocks')),
    r.steps.map((step, index) => step.set(mul(arg('product'), index))),
    doWhile(
      seq(
        r.x.set(x),
        r.out.set(out),
        rowsLeft.set(arg('rows')),
        doWhile(tileRow, greaterSigned(rowsLeft, 0)),
        x.set(add(x, arg('xPlane'))),
        out.set(add(out, arg('outPlane'))),
      ),
      blocks.tee(sub(blocks, 1)),
    ),
  );
}

/** One row of pixels of a row of tiles. */
function pixelRow(
  c: KernelContext<Field>,
  pair: FilterPair,
  epilogue: Epilogue,
  signs: Signs,
  row: number,
  r: Registers,
): Code {
  const { arg } = c;
  const { cols } = pair;
  const used = r.rows.filter((_, index) => signs[index] !== 0);
  const tile = (pixels: number): Code =>
    seq(
      tilePixels(c, pair, epilogue, signs, pixels, r),
      used.map((local) => local.set(add(local, 16))),
      r.place.set(add(r.place, 16 * cols.outputs)),
    );
  return seq(
    used.map((local) => local.set(add(r.x, mul(arg('product'), cols.G.length * r.rows.indexOf(local))))),
    r.place.set(add(r.out, mul(arg('rowBytes'), row))),
    r.left.set(sub(arg('tileCols'), 1)),
    whileLoop(r.left, seq(tile(cols.outputs), r.left.set(sub(r.left, 1)))),
    cols.A.map((_, i) => when(equal(arg('lastCols'), i + 1), tile(i + 1))),
  );
}

/** The first pixels of a row of a tile. */
function tilePixels(
  c: KernelContext<Field>,
  { cols }: FilterPair,
  epilogue: Epilogue,
  signs: Signs,
  pixels: number,
  r: Registers,
): Code {
  const quantum = quantumOf(c, epilogue.quantize);
  const sums = r.pixels.slice(0, pixels);
  const product = (row: number, index: number): Code =>
    vLoad(index === 0 ? (r.rows[row] as Local) : add(r.rows[row] as Local, r.steps[index] as Local));
  return seq(
    r.sums.map((sum, index) => sum.set(combination(signs, (row) => product(row, index)))),
    quantum?.load ?? [],
    epilogue.residual ? r.residual.set(add(r.place, c.arg('residual'))) : [],
    sums.map((sum, i) => sum.set(combination(cols.A[i] as Signs, (index) => (r.sums[index] as Local).get))),
    finish(c, epilogue, sums, r.residual, quantum),
    sums.map((sum, i) => vStore(r.place, sum, 16 * i)),
  );
}
