// Minimal filtering, the inputs: of each tile of a picture the left factors of its products.

import { add, type Code, doWhile, type Local, less, mul, select, seq, sub, whileLoop } from '../emit/code.js';
import { vConst, vLoad, vStore } from '../emit/simd.js';
import { combination, type Signs } from './combination.js';
import type { Kernel, KernelContext } from './kernel.js';
import { advanceOf, type FilterPair, inputsOf, pairKey, sharedOf } from './minimal-filter.js';

const FIELDS = [
  /** Where the first tile would begin if rows above the picture were in memory, and columns to the left. */
  'x',
  'out',
  /** Blocks of 4 channels, and the bytes between them. */
  'blocks',
  'xPlane',
  'outPlane',
  /** Rows of tiles, and tiles of a row. */
  'tileRows',
  'tileCols',
  /** The picture's row a strip begins with, negative in the padding; how many there are, and their bytes. */
  'firstRow',
  'inRows',
  'rowBytes',
  /** What stands for rows beyond the picture, and begins as they would. */
  'zeros',
  /** Bytes from one product's factors to the next one's. */
  'product',
] as const;

type Field = (typeof FIELDS)[number];

/** Columns of the first and the last tile of a row that are not in memory, and zero. */
export interface Borders {
  readonly left: number;
  readonly right: number;
}

/** B d B^T of every tile d: product after product the blocks, of each the tiles in rows. */
export function winogradInputKernel(pair: FilterPair, borders: Borders): Kernel<Field> {
  return {
    key: `winogradInput ${pairKey(pair)} ${borders.left} ${borders.right}`,
    fields: FIELDS,
    write: (c) => blockLoop(c, pair, borders),
  };
}

interface Registers {
  /** First input row of a row of tiles, its number, and the first product. */
  readonly x: Local;
  readonly y: Local;
  readonly out: Local;
  readonly rows: readonly Local[];
  readonly columns: readonly Local[];
  readonly place: Local;
  readonly product: Local;
  readonly target: Local;
  readonly left: Local;
}

function blockLoop(c: KernelContext<Field>, pair: FilterPair, borders: Borders): Code {
  const { f, arg } = c;
  const [x, out, blocks, tileRows] = [f.int(), f.int(), f.int(), f.int()];
  const r: Registers = {
    x: f.int(),
    y: f.int(),
    out: f.int(),
    rows: Array.from({ length: inputsOf(pair.rows) }, () => f.int()),
    columns: f.vectors(inputsOf(pair.cols)),
    place: f.int(),
    product: f.int(),
    target: f.int(),
    left: f.int(),
  };
  const tileRow = seq(
    r.place.set(r.out),
    pair.rows.B.map((signs) => productRow(c, pair, borders, signs, r)),
    r.x.set(add(r.x, mul(arg('rowBytes'), advanceOf(pair.rows)))),
    r.y.set(add(r.y, advanceOf(pair.rows))),
    r.out.set(add(r.out, mul(arg('tileCols'), 16))),
  );
  return seq(
    x.set(arg('x')),
    out.set(arg('out')),
    blocks.set(arg('blocks')),
    r.product.set(arg('product')),
    doWhile(
      seq(
        r.x.set(x),
        r.y.set(arg('firstRow')),
        r.out.set(out),
        tileRows.set(arg('tileRows')),
        doWhile(tileRow, tileRows.tee(sub(tileRows, 1))),
        x.set(add(x, arg('xPlane'))),
        out.set(add(out, arg('outPlane'))),
      ),
      blocks.tee(sub(blocks, 1)),
    ),
  );
}

/** One row of products: rows of pixels are summed once, and what tiles have in common stays in registers. */
function productRow(
  c: KernelContext<Field>,
  { cols }: FilterPair,
  borders: Borders,
  signs: Signs,
  r: Registers,
): Code {
  const { arg } = c;
  const shared = sharedOf(cols);
  const rowAt = (row: number): Code =>
    select(add(r.x, mul(arg('rowBytes'), row)), arg('zeros'), less(add(r.y, row), arg('inRows')));
  const sums = r.columns.map((local, index) =>
    local.set(combination(signs, (row) => vLoad(r.rows[row] as Local, 16 * index))),
  );
  const zero = (local: Local): Code => local.set(vConst(0));
  const inside = r.columns.length - borders.right;
  return seq(
    r.rows.map((local, row) => (signs[row] === 0 ? [] : local.set(rowAt(row)))),
    r.columns.slice(0, shared).map((local, i) => (i < borders.left ? zero(local) : (sums[i] as Code))),
    r.left.set(sub(arg('tileCols'), 1)),
    whileLoop(
      r.left,
      seq(
        sums.slice(shared),
        products(cols, r),
        r.columns.slice(0, shared).map((local, i) => local.set(r.columns[i + advanceOf(cols)] as Local)),
        r.rows.map((local, row) => (signs[row] === 0 ? [] : local.set(add(local, 16 * advanceOf(cols))))),
        r.left.set(sub(r.left, 1)),
      ),
    ),
    sums.slice(shared, inside),
    r.columns.slice(inside).map(zero),
    products(cols, r),
    r.place.set(sub(add(r.place, mul(r.product, cols.B.length)), mul(arg('tileCols'), 16))),
  );
}

/** A tile's row of products. */
function products({ B }: FilterPair['cols'], r: Registers): Code {
  return seq(
    r.target.set(r.place),
    B.map((signs, product) =>
      seq(
        product === 0 ? [] : r.target.set(add(r.target, r.product)),
        vStore(
          r.target,
          combination(signs, (index) => (r.columns[index] as Local).get),
        ),
      ),
    ),
    r.place.set(add(r.place, 16)),
  );
}
