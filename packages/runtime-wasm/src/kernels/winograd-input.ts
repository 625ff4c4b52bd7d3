// Minimal filtering, the inputs: of each tile of a picture the left factors of its products.

import { add, type Code, doWhile, type Local, mul, seq, sub } from '../emit/code.js';
import { vLoad, vStore } from '../emit/simd.js';
import { combination } from './combination.js';
import type { Kernel, KernelContext } from './kernel.js';
import { advanceOf, type FilterPair, inputsOf, pairKey } from './minimal-filter.js';

const FIELDS = [
  'x',
  'out',
  /** Blocks of 4 channels, and the bytes between them. */
  'blocks',
  'xPlane',
  'outPlane',
  /** Rows of tiles, and tiles of a row. */
  'tileRows',
  'tileCols',
  /** Bytes of a row of pixels. */
  'rowBytes',
  /** Bytes from one product's factors to the next one's. */
  'product',
] as const;

type Field = (typeof FIELDS)[number];

/** B d B^T of every tile d: product after product the blocks, of each the tiles in rows. */
export function winogradInputKernel(pair: FilterPair): Kernel<Field> {
  return { key: `winogradInput ${pairKey(pair)}`, fields: FIELDS, write: (c) => blockLoop(c, pair) };
}

interface Registers {
  /** First input row and first product of a row of tiles. */
  readonly x: Local;
  readonly out: Local;
  readonly rows: readonly Local[];
  readonly columns: readonly Local[];
  readonly place: Local;
  readonly product: Local;
  readonly target: Local;
  readonly left: Local;
}

function blockLoop(c: KernelContext<Field>, pair: FilterPair): Code {
  const { f, arg } = c;
  const [x, out, blocks, tileRows] = [f.int(), f.int(), f.int(), f.int()];
  const r: Registers = {
    x: f.int(),
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
    pair.rows.B.map((factors) => productRow(c, pair, factors, r)),
    r.x.set(add(r.x, mul(arg('rowBytes'), advanceOf(pair.rows)))),
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
  factors: readonly number[],
  r: Registers,
): Code {
  const { arg } = c;
  const used = r.rows.filter((_, row) => factors[row] !== 0);
  const advance = advanceOf(cols);
  const shared = inputsOf(cols) - advance;
  const load = (index: number, at: number): Code =>
    (r.columns[index] as Local).set(combination(c, factors, (row) => vLoad(r.rows[row] as Local, 16 * at)));
  const column = (index: number): Code => (r.columns[index] as Local).get;
  const indices = Array.from(r.columns, (_, index) => index);
  return seq(
    r.rows.map((local, row) => (used.includes(local) ? local.set(add(r.x, mul(arg('rowBytes'), row))) : [])),
    indices.slice(0, shared).map((index) => load(index, index)),
    r.left.set(arg('tileCols')),
    doWhile(
      seq(
        indices.slice(shared).map((index) => load(index, index)),
        r.target.set(r.place),
        cols.B.map((row, product) =>
          seq(
            product === 0 ? [] : r.target.set(add(r.target, r.product)),
            vStore(r.target, combination(c, row, column)),
          ),
        ),
        indices.slice(0, shared).map((index) => (r.columns[index] as Local).set(column(index + advance))),
        used.map((local) => local.set(add(local, 16 * advance))),
        r.place.set(add(r.place, 16)),
      ),
      r.left.tee(sub(r.left, 1)),
    ),
    r.place.set(sub(add(r.place, mul(r.product, cols.B.length)), mul(arg('tileCols'), 16))),
  );
}
