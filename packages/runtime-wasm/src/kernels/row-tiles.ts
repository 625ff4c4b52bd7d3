// Cuts a row of a sliding window's outputs into tiles, and says which taps of which pixel exist.

import { type Code, doWhile, seq, sub } from '../emit/code.js';
import type { FunctionBuilder } from '../emit/function-builder.js';
import type { Kernel } from './kernel.js';

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

/** A kernel that takes how often the first repeating tile repeats as its argument `repeat`. */
export interface RowKernel<F extends string> extends Kernel<F> {
  readonly repeat: number;
}

/** The tile whose repetitions are an argument, so that wider rows are the same kernel. */
function repeatingOf(tiles: readonly RowTile[]): RowTile | undefined {
  return tiles.find(({ repeat }) => repeat > 1);
}

/** The argument `repeat` of a kernel of these tiles. */
export function repeatOf(tiles: readonly RowTile[]): number {
  return repeatingOf(tiles)?.repeat ?? 1;
}

/** The same for rows of tiles that are one kernel. */
export function tilesKey(tiles: readonly RowTile[]): string {
  const repeating = repeatingOf(tiles);
  return JSON.stringify(tiles.map((tile) => (tile === repeating ? { ...tile, repeat: 'argument' } : tile)));
}

/** The tiles of a row one after another, each written once. */
export function eachTile(
  f: FunctionBuilder,
  tiles: readonly RowTile[],
  repeat: Code,
  once: (tile: RowTile) => Code,
): Code {
  const repeating = repeatingOf(tiles);
  return tiles.map((tile) => {
    if (tile.repeat === 1) return once(tile);
    const left = f.int();
    const times = tile === repeating ? repeat : tile.repeat;
    return seq(left.set(times), doWhile(once(tile), left.tee(sub(left, 1))));
  });
}

/** The inputs that the pixels of a tile have taps on, from left to right. */
export function columnsOf({ taps }: RowTile): readonly number[] {
  return [...new Set(taps.flat().map(({ column }) => column))].sort((a, b) => a - b);
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
