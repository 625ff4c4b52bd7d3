// Steps that put blocks of channels together from channels anywhere.

import { gatherChannelsKernel } from '../kernels/gather-channels.js';
import type { Address, Buffer } from './buffer.js';
import type { Lowering } from './lowering.js';
import { call, shared } from './step.js';
import { blocksOf, type Planes, planeBytes } from './tensor-shape.js';

/** A channel of a tensor in blocks, of the same height and width as the result. */
export interface ChannelSource {
  readonly buffer: Buffer;
  readonly channel: number;
}

/** Copies one source to each channel; channels without one repeat the first of their block, so that they stay finite. */
export function gatherChannels(
  lowering: Lowering,
  path: string,
  to: Planes,
  channels: readonly (ChannelSource | undefined)[],
  out: Buffer,
): void {
  const blocks = blocksOf(to.channels);
  const plane = planeBytes(to);
  const addressOf = ({ buffer, channel }: ChannelSource): Address =>
    buffer.at(Math.floor(channel / 4) * plane + 4 * (channel % 4));
  const addresses = Array.from({ length: 4 * blocks }, (_, c) => {
    const source = channels[c] ?? channels[c - (c % 4)];
    if (source === undefined) throw new Error('a block of channels without sources');
    return addressOf(source);
  });
  // Steps repeat where addresses do not: such tables are a fraction of the bytes once compressed.
  const table = lowering.table(
    addresses.map((to, i) => ({ from: addresses[Math.max(i - 1, 0)] as Address, to })),
  );
  lowering.steps.push({
    path,
    reads: [...new Set(channels.flatMap((source) => source?.buffer ?? []))],
    writes: [out],
    calls: (share) =>
      shared(share, blocks, (first, count) =>
        call(gatherChannelsKernel, {
          table: table.at(16 * first),
          before: addresses[Math.max(4 * first - 1, 0)] as Address,
          out: out.at(first * plane),
          blocks: count,
          pixels: to.height * to.width,
        }),
      ),
  });
}
