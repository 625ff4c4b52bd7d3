// The two passes of a resize: along x into packed pixels, then along y into planes of floats.

import type { Picture } from './picture.js';
import { type Taps, WEIGHT_BITS } from './taps.js';

/** Half of one, so that the shift below rounds to nearest. */
const HALF = 1 << (WEIGHT_BITS - 1);

/** Sums of products shifted right by WEIGHT_BITS have ten bits: 256..511 overshot, from 512 on they are negative. */
export const SUM_RANGE = 1024;

/** What each clipped sum becomes in the output, one table of SUM_RANGE a colour. */
export interface ColourTables {
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
}

/** A window in three planes of one array. */
export interface PlaneWindow {
  readonly data: Float32Array;
  /** Where the window's first element lies in each plane. */
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** Elements from a row to the next. */
  readonly stride: number;
}

/** The sum as a byte. */
export function clipSum(sum: number): number {
  return sum < 256 ? sum : sum < SUM_RANGE / 2 ? 255 : 0;
}

/**
 * Source rows `from` to `to` resized along x, rounded to bytes: one word (red lowest) a pixel, row after row.
 * Two rows at a time share their weights; of an odd number the last two overlap.
 */
export function resizeRows(
  picture: Picture,
  from: number,
  to: number,
  taps: Taps,
  clip: Uint8Array,
  out: Int32Array,
): void {
  const { data, channels, width, height } = picture;
  const rowBytes = width * channels;
  const columns = taps.starts.length;
  const source = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let y = from; y < to; y += 2) {
    const first = Math.max(from, Math.min(y, to - 2));
    const second = Math.min(first + 1, to - 1);
    const end = (second + 1) * rowBytes;
    const o1 = (first - from) * columns;
    const o2 = (second - from) * columns;
    if (second < height - 1) {
      resizeRowPair(source, first * rowBytes, second * rowBytes, channels, taps, clip, out, o1, o2);
    } else {
      // Pixels are read as words of four bytes: behind the last of three bytes there must be one more.
      const copy = new Uint8Array(end - first * rowBytes + 1);
      copy.set(data.subarray(first * rowBytes, end));
      const offset = (second - first) * rowBytes;
      resizeRowPair(new DataView(copy.buffer), 0, offset, channels, taps, clip, out, o1, o2);
    }
  }
}

function resizeRowPair(
  source: DataView,
  row1: number,
  row2: number,
  step: number,
  taps: Taps,
  clip: Uint8Array,
  out: Int32Array,
  out1: number,
  out2: number,
): void {
  const { starts, counts, weights, stride } = taps;
  const distance = row2 - row1;
  for (let x = 0; x < starts.length; x++) {
    let p = row1 + (starts[x] as number) * step;
    let r1 = HALF;
    let g1 = HALF;
    let b1 = HALF;
    let r2 = HALF;
    let g2 = HALF;
    let b2 = HALF;
    const end = x * stride + (counts[x] as number);
    for (let t = x * stride; t < end; t++) {
      const weight = weights[t] as number;
      const pixel1 = source.getInt32(p, true);
      const pixel2 = source.getInt32(p + distance, true);
      r1 = (r1 + Math.imul(pixel1 & 255, weight)) | 0;
      g1 = (g1 + Math.imul((pixel1 >>> 8) & 255, weight)) | 0;
      b1 = (b1 + Math.imul((pixel1 >>> 16) & 255, weight)) | 0;
      r2 = (r2 + Math.imul(pixel2 & 255, weight)) | 0;
      g2 = (g2 + Math.imul((pixel2 >>> 8) & 255, weight)) | 0;
      b2 = (b2 + Math.imul((pixel2 >>> 16) & 255, weight)) | 0;
      p += step;
    }
    out[out1 + x] = pack(clip, r1, g1, b1);
    out[out2 + x] = pack(clip, r2, g2, b2);
  }
}

function pack(clip: Uint8Array, r: number, g: number, b: number): number {
  const red = clip[r >>> WEIGHT_BITS] as number;
  const green = clip[g >>> WEIGHT_BITS] as number;
  const blue = clip[b >>> WEIGHT_BITS] as number;
  return red | (green << 8) | (blue << 16);
}

/**
 * Packed rows of `columns` pixels resized along y; each sum goes through its colour's table into the window.
 * Two columns at a time share their weights; of an odd number the last two overlap.
 */
export function resizeColumns(
  source: Int32Array,
  columns: number,
  taps: Taps,
  tables: ColourTables,
  window: PlaneWindow,
): void {
  const { starts, counts, weights, stride } = taps;
  const { red, green, blue } = tables;
  const { data, red: redAt, green: greenAt, blue: blueAt } = window;
  const next = columns > 1 ? 1 : 0;
  for (let y = 0; y < starts.length; y++) {
    const begin = y * stride;
    const end = begin + (counts[y] as number);
    const row = (starts[y] as number) * columns;
    for (let i = 0; i < columns; i += 2) {
      const x = Math.min(i, columns - 1 - next);
      let p = row + x;
      let r1 = HALF;
      let g1 = HALF;
      let b1 = HALF;
      let r2 = HALF;
      let g2 = HALF;
      let b2 = HALF;
      for (let t = begin; t < end; t++) {
        const weight = weights[t] as number;
        const pixel1 = source[p] as number;
        const pixel2 = source[p + next] as number;
        r1 = (r1 + Math.imul(pixel1 & 255, weight)) | 0;
        g1 = (g1 + Math.imul((pixel1 >>> 8) & 255, weight)) | 0;
        b1 = (b1 + Math.imul(pixel1 >>> 16, weight)) | 0;
        r2 = (r2 + Math.imul(pixel2 & 255, weight)) | 0;
        g2 = (g2 + Math.imul((pixel2 >>> 8) & 255, weight)) | 0;
        b2 = (b2 + Math.imul(pixel2 >>> 16, weight)) | 0;
        p += columns;
      }
      const o = y * window.stride + x;
      data[redAt + o] = red[r1 >>> WEIGHT_BITS] as number;
      data[greenAt + o] = green[g1 >>> WEIGHT_BITS] as number;
      data[blueAt + o] = blue[b1 >>> WEIGHT_BITS] as number;
      data[redAt + o + next] = red[r2 >>> WEIGHT_BITS] as number;
      data[greenAt + o + next] = green[g2 >>> WEIGHT_BITS] as number;
      data[blueAt + o + next] = blue[b2 >>> WEIGHT_BITS] as number;
    }
  }
}
