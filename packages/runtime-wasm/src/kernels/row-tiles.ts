// Cuts a row of a sliding window's outputs into tiles, and says which taps of which pixel exist.

interface RowTap {
  /** Which weight of the row. */
  readonly tap: number;
  /** Which input, counted from where the tile's row pointers stand. */
  readonly column: number;
}

export interface RowTile {
  /** The taps of each pixel. */
  readonly taps: readonly (readonly RowTap[])[];
  /** How many columns of each pixel's window count, where `counted` is given. */
  readonly counts: readonly number[] | undefined;
  /** How far the row pointers go on after it. */
  readonly advance: number;
  readonly repeat: number;
}

export interface RowGeometry {
  readonly taps: number;
  readonly strideCols: number;
  readonly dilationCols: number;
  readonly padLeft: number;
  readonly inCols: number;
  readonly outCols: number;
  /** Columns that an average divides by: the first, and the one after the last. */
  readonly counted?: readonly [from: number, to: number] | undefined;
  /** Most pixels of a tile. */
  readonly tile: number;
}

/** The tiles in order; equal neighbours are one that repeats. Row pointers start at column 0. */
export function rowTiles(geometry: RowGeometry): readonly RowTile[] {
  const { tile, outCols } = geometry;
  const starts = Array.from({ length: Math.ceil(outCols / tile) }, (_, i) => i * tile);
  const origin = (start: number): number =>
    Math.min(Math.max(start * geometry.strideCols - geometry.padLeft, 0), geometry.inCols);
  const tiles: RowTile[] = [];
  for (const start of starts) {
    const end = Math.min(start + tile, outCols);
    const taps = Array.from({ length: end - start }, (_, i) => tapsOf(geometry, start + i, origin(start)));
    const counts = geometry.counted && taps.map((_, i) => countOf(geometry, start + i));
    const next = { taps, counts, advance: origin(end) - origin(start), repeat: 1 };
    const last = tiles.at(-1);
    if (last !== undefined && same(last, next))
      tiles[tiles.length - 1] = { ...last, repeat: last.repeat + 1 };
    else tiles.push(next);
  }
  return tiles;
}

function tapsOf(geometry: RowGeometry, pixel: number, origin: number): readonly RowTap[] {
  const { taps, strideCols, dilationCols, padLeft, inCols } = geometry;
  return Array.from({ length: taps }, (_, tap) => ({
    tap,
    column: pixel * strideCols - padLeft + tap * dilationCols,
  }))
    .filter(({ column }) => column >= 0 && column < inCols)
    .map(({ tap, column }) => ({ tap, column: column - origin }));
}

function countOf({ taps, strideCols, padLeft, counted: [from, to] = [0, 0] }: RowGeometry, pixel: number) {
  const start = pixel * strideCols - padLeft;
  return Math.min(start + taps, to) - Math.max(start, from);
}

function same(a: RowTile, b: RowTile): boolean {
  const shape = ({ taps, counts, advance }: RowTile): string => JSON.stringify([taps, counts, advance]);
  return shape(a) === shape(b);
}
