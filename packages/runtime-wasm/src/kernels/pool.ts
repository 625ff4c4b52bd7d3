// Maximum and average over windows: rows cut into tiles of pixels, those at the borders written without what is missing.

import {
  add,
  type Code,
  doWhile,
  f32,
  fDiv,
  fMul,
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
import { vAdd, vConst, vLoad, vMul, vPMax, vSplat, vStore } from '../emit/simd.js';
import type { KernelContext } from './kernel.js';
import {
  columnsOf,
  eachTile,
  type RowGeometry,
  type RowKernel,
  type RowTile,
  repeatOf,
  rowTiles,
  tilesKey,
} from './row-tiles.js';

/** A maximum, or where columns are counted an average. */
export type PoolVariant = Omit<RowGeometry, 'tile' | 'dilationCols'>;

const FIELDS = [
  'x',
  'out',
  /** Blocks of 4 channels. */
  'blocks',
  'inRows',
  'rowBytes',
  'outRows',
  'kernelRows',
  'strideRows',
  /** Less than 0 in the padding. */
  'firstRow',
  /** The first row and the row after the last that an average divides by. */
  'countedFrom',
  'countedTo',
  /** How often the first repeating tile repeats. */
  'repeat',
] as const;

type PoolField = (typeof FIELDS)[number];

/** Pixels of a tile. */
const TILE = 4;

export function poolKernel(variant: PoolVariant): RowKernel<PoolField> {
  const tiles = rowTiles({ ...variant, dilationCols: 1, tile: TILE });
  return {
    key: `pool ${tilesKey(tiles)}`,
    fields: FIELDS,
    repeat: repeatOf(tiles),
    write: (c) => blockLoop(c, variant, tiles),
  };
}

interface Registers {
  /** The first input of the window that there is. */
  readonly first: Local;
  readonly out: Local;
  /** Rows of the window that there are. */
  readonly rows: Local;
  /** One over the rows an average divides by. */
  readonly share: Local;
  readonly sums: readonly Local[];
  readonly input: Local;
}

function blockLoop(c: KernelContext<PoolField>, variant: PoolVariant, tiles: readonly RowTile[]): Code {
  const { f, arg } = c;
  const [x, blocks, outRows, row, from, to] = [f.int(), f.int(), f.int(), f.int(), f.int(), f.int()];
  const r: Registers = {
    first: f.int(),
    out: f.int(),
    rows: f.int(),
    share: f.local('f32'),
    sums: f.vectors(TILE),
    input: f.vector(),
  };
  /** The part of the window between two rows. */
  const within = (first: Code | number, end: Code): Code =>
    seq(
      from.set(row),
      from.set(maxSigned(from, first)),
      to.set(add(row, arg('kernelRows'))),
      to.set(minSigned(to, end)),
      r.rows.set(sub(to, from)),
    );
  const average = seq(
    within(arg('countedFrom'), arg('countedTo')),
    r.share.set(fDiv(f32(1), toFloat(r.rows))),
  );
  return seq(
    x.set(arg('x')),
    r.out.set(arg('out')),
    blocks.set(arg('blocks')),
    doWhile(
      seq(
        row.set(arg('firstRow')),
        outRows.set(arg('outRows')),
        doWhile(
          seq(
            variant.counted ? average : [],
            within(0, arg('inRows')),
            r.first.set(add(x, mul(from, arg('rowBytes')))),
            eachTile(f, tiles, arg('repeat'), (tile) => writeTile(c, variant, r, tile)),
            row.set(add(row, arg('strideRows'))),
          ),
          outRows.tee(sub(outRows, 1)),
        ),
        x.set(add(x, mul(arg('inRows'), arg('rowBytes')))),
      ),
      blocks.tee(sub(blocks, 1)),
    ),
  );
}

function writeTile(c: KernelContext<PoolField>, { counted }: PoolVariant, r: Registers, tile: RowTile): Code {
  const isMax = counted === undefined;
  const [at, rowsLeft] = [c.f.int(), c.f.int()];
  const sums = r.sums.slice(0, tile.taps.length);
  const tapRow = columnsOf(tile).map((column) =>
    seq(
      r.input.set(vLoad(at, 16 * column)),
      sums
        .filter((_, pixel) => tile.taps[pixel]?.some((tap) => tap.column === column))
        .map((sum) => sum.set(isMax ? vPMax(r.input, sum) : vAdd(r.input, sum))),
    ),
  );
  const mean = (sum: Local, pixel: number): Code =>
    vMul(sum, vSplat(fMul(r.share, f32(1 / (tile.counts?.[pixel] ?? 1)))));
  return seq(
    sums.map((sum) => sum.set(vConst(isMax ? Number.NEGATIVE_INFINITY : 0))),
    at.set(r.first),
    rowsLeft.set(r.rows),
    whileLoop(
      lessSigned(0, rowsLeft),
      seq(tapRow, at.set(add(at, c.arg('rowBytes'))), rowsLeft.set(sub(rowsLeft, 1))),
    ),
    sums.map((sum, pixel) => vStore(r.out, isMax ? sum : mean(sum, pixel), 16 * pixel)),
    r.out.set(add(r.out, 16 * sums.length)),
    r.first.set(add(r.first, 16 * tile.advance)),
  );
}
