// Depthwise convolution: rows cut into tiles of pixels, those at the borders written without the missing taps.

import { add, type Code, doWhile, type Local, less, mul, select, seq, sub } from '../emit/code.js';
import { vLoad, vStore } from '../emit/simd.js';
import { type Epilogue, epilogueKey, finish, quantumOf } from './epilogue.js';
import type { KernelContext } from './kernel.js';
import {
  columnsOf,
  eachTile,
  type RowKernel,
  type RowTile,
  repeatOf,
  rowTiles,
  tilesKey,
} from './row-tiles.js';

export interface DepthwiseVariant {
  readonly kernel: readonly [rows: number, cols: number];
  readonly strideCols: number;
  readonly dilationCols: number;
  readonly padLeft: number;
  readonly inCols: number;
  readonly outCols: number;
  readonly epilogue: Epilogue;
}

const FIELDS = [
  'x',
  'w',
  'out',
  'residual',
  /** Blocks of 4 channels. */
  'blocks',
  'inRows',
  'rowBytes',
  'outRows',
  /** Input row of the first tap, negative in the padding; its step; the distance of taps. */
  'firstRow',
  'strideRows',
  'dilationRows',
  /** A row of zeros. */
  'zeros',
  /** A table of steps, where results are rounded to such. */
  'quantum',
  /** How often the first repeating tile repeats. */
  'repeat',
] as const;

type DepthwiseField = (typeof FIELDS)[number];

export function depthwiseKernel(variant: DepthwiseVariant): RowKernel<DepthwiseField> {
  const { kernel, strideCols, dilationCols, epilogue } = variant;
  const tiles = rowTiles({ ...variant, taps: kernel[1], tile: tileOf(kernel) });
  return {
    key: `depthwise ${kernel} ${strideCols} ${dilationCols} ${epilogueKey(epilogue)} ${tilesKey(tiles)}`,
    fields: FIELDS,
    repeat: repeatOf(tiles),
    write: (c) => blockLoop(c, variant, tiles),
  };
}

/** Pixels of a tile: with the weights that are in registers they fill 15. */
function tileOf([rows, cols]: readonly [number, number]): number {
  if (keepsAll([rows, cols])) return rows * cols > 5 ? 4 : 6;
  return cols <= 5 ? 6 : 4;
}

/** Whether all weights stay in registers, or only those of a row. */
function keepsAll([rows, cols]: readonly [number, number]): boolean {
  return rows * cols <= 9;
}

interface Registers {
  readonly rows: readonly Local[];
  readonly weights: readonly Local[];
  readonly sums: readonly Local[];
  readonly input: Local;
  readonly out: Local;
  readonly residual: Local;
  readonly w: Local;
}

function blockLoop(
  c: KernelContext<DepthwiseField>,
  variant: DepthwiseVariant,
  tiles: readonly RowTile[],
): Code {
  const { f, arg } = c;
  const { kernel } = variant;
  const taps = kernel[0] * kernel[1];
  const r: Registers = {
    rows: Array.from({ length: kernel[0] }, () => f.int()),
    weights: f.vectors(keepsAll(kernel) ? taps : kernel[1]),
    sums: f.vectors(tileOf(kernel)),
    input: f.vector(),
    out: f.int(),
    residual: f.int(),
    w: f.int(),
  };
  const [x, blocks, outRows, row, place] = [f.int(), f.int(), f.int(), f.int(), f.int()];
  const setRow = (local: Local): Code =>
    seq(
      local.set(select(add(x, mul(place, arg('rowBytes'))), arg('zeros'), less(place, arg('inRows')))),
      place.set(add(place, arg('dilationRows'))),
    );
  return seq(
    x.set(arg('x')),
    r.out.set(arg('out')),
    r.w.set(arg('w')),
    blocks.set(arg('blocks')),
    doWhile(
      seq(
        keepsAll(kernel) ? r.weights.map((weight, i) => weight.set(vLoad(r.w, 16 + 16 * i))) : [],
        row.set(arg('firstRow')),
        outRows.set(arg('outRows')),
        doWhile(
          seq(
            place.set(row),
            r.rows.map(setRow),
            eachTile(f, tiles, arg('repeat'), (tile) => writeTile(c, variant, r, tile)),
            row.set(add(row, arg('strideRows'))),
          ),
          outRows.tee(sub(outRows, 1)),
        ),
        x.set(add(x, mul(arg('inRows'), arg('rowBytes')))),
        r.w.set(add(r.w, 16 + 16 * taps)),
      ),
      blocks.tee(sub(blocks, 1)),
    ),
  );
}

function writeTile(
  c: KernelContext<DepthwiseField>,
  variant: DepthwiseVariant,
  r: Registers,
  tile: RowTile,
): Code {
  const pixels = tile.taps.length;
  const sums = r.sums.slice(0, pixels);
  const quantum = quantumOf(c, variant.epilogue.quantize);
  return seq(
    sums.map((sum) => sum.set(vLoad(r.w))),
    r.rows.map((row, index) => tapRow(c, variant, r, tile, row, index)),
    quantum?.load ?? [],
    variant.epilogue.residual ? r.residual.set(add(r.out, c.arg('residual'))) : [],
    finish(c, variant.epilogue, sums, r.residual, quantum),
    sums.map((sum, i) => vStore(r.out, sum, 16 * i)),
    r.out.set(add(r.out, 16 * pixels)),
    r.rows.map((row) => row.set(add(row, 16 * tile.advance))),
  );
}

/** Each input of the row is loaded once and given to all pixels that have a tap on it. */
function tapRow(
  { isa }: KernelContext,
  { kernel }: DepthwiseVariant,
  r: Registers,
  tile: RowTile,
  row: Local,
  index: number,
): Code {
  const cols = kernel[1];
  const first = keepsAll(kernel) ? index * cols : 0;
  const load = keepsAll(kernel)
    ? []
    : r.weights.map((weight, i) => weight.set(vLoad(r.w, 16 + 16 * (index * cols + i))));
  const productsOf = (column: number): Code =>
    seq(
      r.input.set(vLoad(row, 16 * column)),
      tile.taps.map((taps, pixel) =>
        taps
          .filter((tap) => tap.column === column)
          .flatMap(({ tap }) => {
            const sum = r.sums[pixel] as Local;
            return sum.set(isa.multiplyAdd(r.input, r.weights[first + tap] as Local, sum));
          }),
      ),
    );
  return seq(load, columnsOf(tile).map(productsOf));
}
