// Steps that bring a tensor from one layout to the other.

import type { Buffer } from './buffer.js';
import type { Lowering } from './lowering.js';
import type { Step } from './step.js';
import { type CopyAxis, stridedCopy } from './strided.js';
import { type Planes, planeBytes } from './tensor-shape.js';

/** NCHW to blocks of 4 channels; channels missing in the last block are zero. */
export function convertToBlocked(
  lowering: Lowering,
  planes: Planes,
  plain: Buffer,
  blocked: Buffer,
): readonly Step[] {
  const { channels } = planes;
  const missing = (4 - (channels % 4)) % 4;
  const last = Math.floor(channels / 4) * planeBytes(planes) + 4 * (channels % 4);
  const zeros = missing === 0 ? undefined : lowering.zeros(16);
  const pixels = planes.height * planes.width;
  return [
    {
      path: 'toBlocked',
      reads: [plain],
      writes: [blocked],
      calls: (share) => [
        ...parts(planes).flatMap(({ plainAt, blockedAt, axes }) =>
          stridedCopy(share, plain.at(plainAt), blocked.at(blockedAt), axes),
        ),
        ...(zeros === undefined
          ? []
          : stridedCopy(share, zeros.at(0), blocked.at(last), [
              { size: pixels, from: 0, to: 16 },
              { size: missing, from: 0, to: 4 },
            ])),
      ],
    },
  ];
}

/** Blocks of 4 channels to NCHW. */
export function convertToPlain(planes: Planes, blocked: Buffer, plain: Buffer): readonly Step[] {
  const back = ({ size, from, to }: CopyAxis): CopyAxis => ({ size, from: to, to: from });
  return [
    {
      path: 'toPlain',
      reads: [blocked],
      writes: [plain],
      calls: (share) =>
        parts(planes).flatMap(({ plainAt, blockedAt, axes }) =>
          stridedCopy(share, blocked.at(blockedAt), plain.at(plainAt), axes.map(back)),
        ),
    },
  ];
}

/** Whole blocks, and what is left of the last one: axes block, pixel, lane from plain to blocked. */
function parts(planes: Planes): readonly { plainAt: number; blockedAt: number; axes: readonly CopyAxis[] }[] {
  const pixels = planes.height * planes.width;
  const whole = Math.floor(planes.channels / 4);
  const axes = (blocks: number, lanes: number): readonly CopyAxis[] => [
    { size: blocks, from: 16 * pixels, to: 16 * pixels },
    { size: pixels, from: 4, to: 16 },
    { size: lanes, from: 4 * pixels, to: 4 },
  ];
  const rest = planes.channels % 4;
  return [
    ...(whole > 0 ? [{ plainAt: 0, blockedAt: 0, axes: axes(whole, 4) }] : []),
    ...(rest > 0
      ? [{ plainAt: whole * 16 * pixels, blockedAt: whole * 16 * pixels, axes: axes(1, rest) }]
      : []),
  ];
}
