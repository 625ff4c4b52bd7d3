// The input of a dense convolution as its kernel wants it: groups in whole blocks, borders of zeros in place.

import { aligned, Buffer } from '../compile/buffer.js';
import { gatherChannels } from '../compile/gather.js';
import type { Lowering } from '../compile/lowering.js';
import { call, shared } from '../compile/step.js';
import { blockedBytes, blocksOf } from '../compile/tensor-shape.js';
import { padRowsKernel } from '../kernels/pad-rows.js';
import type { Convolution } from './conv.js';
import { integersOf } from './quantize.js';
import { isPoint } from './window.js';

export interface PreparedInput {
  readonly buffer: Buffer;
  /** Channel by channel, as in NCHW. */
  readonly planar: boolean;
  readonly rowBytes: number;
  /** Bytes of a block of channels; of a channel where planar. */
  readonly planeBytes: number;
  /** Bytes of a pixel of a block; of a channel where planar. */
  readonly pixelBytes: number;
  /** Bytes between groups. */
  readonly groupBytes: number;
}

export function prepareInput(lowering: Lowering, conv: Convolution): PreparedInput {
  const { x, groups, window } = conv;
  const planes = lowering.planes(x);
  if (conv.integer !== undefined) {
    const [buffer, blocksPerGroup] = [integersOf(lowering, x), blocksOf(planes.channels / groups)];
    const count = groups * blocksPerGroup;
    return padded(lowering, conv, { buffer, planar: false, pixelBytes: 8, count, blocksPerGroup });
  }
  // Few channels that are not in blocks yet, such as a picture's three, are read where they are.
  const planar = groups === 1 && planes.channels % 4 !== 0 && !isPoint(window) && !lowering.has(x, 'blocked');
  const groupIn = planes.channels / groups;
  const apart = groups > 1 && groupIn % 4 !== 0;
  const buffer = planar ? lowering.plain(x) : apart ? spreadGroups(lowering, conv) : lowering.blocked(x);
  const pixelBytes = planar ? 4 : 16;
  const count = planar ? planes.channels : groups * blocksOf(groupIn);
  return padded(lowering, conv, { buffer, planar, pixelBytes, count, blocksPerGroup: blocksOf(groupIn) });
}

/** Every group in blocks of its own; missing channels repeat others, and weigh nothing. */
function spreadGroups(lowering: Lowering, { x, groups, path }: Convolution): Buffer {
  const planes = lowering.planes(x);
  const groupIn = planes.channels / groups;
  const padded = blocksOf(groupIn) * 4;
  const spread = { ...planes, channels: groups * padded };
  const source = lowering.blocked(x);
  const buffer = Buffer.activation(blockedBytes(spread));
  const channels = Array.from({ length: spread.channels }, (_, c) =>
    c % padded < groupIn
      ? { buffer: source, channel: Math.floor(c / padded) * groupIn + (c % padded) }
      : undefined,
  );
  gatherChannels(lowering, path, spread, channels, buffer);
  return buffer;
}

interface Unpadded {
  readonly buffer: Buffer;
  readonly planar: boolean;
  readonly pixelBytes: number;
  /** Planes in all. */
  readonly count: number;
  readonly blocksPerGroup: number;
}

function padded(lowering: Lowering, { x, window, path }: Convolution, input: Unpadded): PreparedInput {
  const [rows, cols] = window;
  const { height, width } = lowering.planes(x);
  const { buffer, planar, pixelBytes, count, blocksPerGroup } = input;
  const rowBytes = (width + cols.begin + cols.end) * pixelBytes;
  const plane = rowBytes * (height + rows.begin + rows.end);
  const prepared = { planar, pixelBytes, rowBytes, planeBytes: plane, groupBytes: blocksPerGroup * plane };
  if (rows.begin + rows.end + cols.begin + cols.end === 0) return { ...prepared, buffer };
  const out = Buffer.activation(aligned(count * plane));
  const from = width * pixelBytes;
  lowering.steps.push({
    path,
    reads: [buffer],
    writes: [out],
    calls: (share) =>
      shared(share, count, (first, planes) =>
        call(padRowsKernel, {
          x: buffer.at(first * from * height),
          out: out.at(first * plane),
          planes,
          rows: height,
          rowBytes: from,
          top: rows.begin * rowBytes,
          bottom: rows.end * rowBytes,
          left: cols.begin * pixelBytes,
          right: cols.end * pixelBytes,
        }),
      ),
  });
  return { ...prepared, buffer: out };
}
