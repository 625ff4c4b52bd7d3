// Channel shuffle: lets information cross the groups of grouped convolutions.

import { constant, emit, isStatic, OptionError, type Scope, type Value } from '@gossamer/core';
import { Gather, reshape, transpose } from '@gossamer/core/ops';
import { channels } from '../layers/channels.js';
import { spatial } from '../layers/conv2d.js';

/**
 * Channels seen as a matrix with `rows` rows, transposed: out[i rows + j] = in[j (C / rows) + i]; shape unchanged.
 * `rows = groups` is the shuffle of arXiv:1707.01083, section 3.1; `rows = C / groups` undoes it.
 * @throws OptionError where the channels do not divide into the rows
 */
export function channelShuffle(s: Scope, x: Value, rows: number): Value {
  const width = channels(x);
  if (width % rows !== 0) {
    throw new OptionError(`${width} channels do not divide into ${rows} rows to shuffle`, { path: s.path });
  }
  if (rows === 1 || rows === width) return x;
  const columns = width / rows;
  const size = spatial(x);
  if (!isStatic(size)) return gatherShuffle(s, x, rows, columns);
  const matrix = reshape(s, x, [0, rows, columns, ...size]);
  return reshape(s, transpose(s, matrix, [0, 2, 1, 3, 4]), [0, width, ...size]);
}

/** The same by a table of channels: a Reshape could not restore an open height and width. */
function gatherShuffle(s: Scope, x: Value, rows: number, columns: number): Value {
  const order = Array.from({ length: rows * columns }, (_, k) => (k % rows) * columns + Math.floor(k / rows));
  return emit(s, Gather, [x, constant(order)], { axis: 1 });
}
