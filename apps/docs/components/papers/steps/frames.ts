// A computation shown step by step: where each map of a tensor lies, and what is in it.

import type { Tensor } from '@gossamer/core';

/** One map of a tensor. Tiles of the same id are the same tile, moved. */
export interface Tile {
  readonly id: string;
  readonly row: number;
  readonly column: number;
  /** Series 1 to 6 of the site's colours; 0 for none. */
  readonly tone: number;
  /** A letter or number below the tile: colour alone tells nothing. */
  readonly label: string;
  /** Row-major, `side` x `side`. */
  readonly pixels: ArrayLike<number>;
}

export interface Frame {
  readonly caption: string;
  readonly tiles: readonly Tile[];
}

export interface Steps {
  /** Height and width of a map. */
  readonly side: number;
  readonly columns: number;
  readonly rows: number;
  readonly frames: readonly Frame[];
}

/** Channel `index` of [1,C,H,W]. */
export function mapOf({ data, shape }: Tensor, index: number): Float32Array {
  const size = (shape[2] ?? 0) * (shape[3] ?? 0);
  return (data as Float32Array).subarray(index * size, (index + 1) * size);
}

/** Place `index` of a line that wraps. */
export function wrapped(index: number, columns: number): Pick<Tile, 'row' | 'column'> {
  return { row: Math.floor(index / columns), column: index % columns };
}

/** The frames with the room they need. */
export function stepsOf(side: number, frames: readonly Frame[]): Steps {
  const tiles = frames.flatMap((frame) => frame.tiles);
  return {
    side,
    frames,
    columns: 1 + Math.max(...tiles.map(({ column }) => column)),
    rows: 1 + Math.max(...tiles.map(({ row }) => row)),
  };
}
