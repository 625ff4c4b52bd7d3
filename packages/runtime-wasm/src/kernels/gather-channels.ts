// Blocks of 4 channels put together from any channels: shuffles, and joins that are not aligned.

import { add, doWhile, type Local, load, seq, sub } from '../emit/code.js';
import { vConst, vLoadLane, vStore } from '../emit/simd.js';
import type { Kernel } from './kernel.js';

const FIELDS = [
  /** For each channel the bytes from the first element of the channel before it to its own. */
  'table',
  /** Address of the channel before the first. */
  'before',
  'out',
  'blocks',
  'pixels',
] as const;

export const gatherChannelsKernel: Kernel<(typeof FIELDS)[number]> = {
  key: 'gatherChannels',
  fields: FIELDS,
  write({ f, arg }) {
    const [table, out, blocks, left, before] = [f.int(), f.int(), f.int(), f.int(), f.int()];
    const channels = Array.from({ length: 4 }, () => f.int());
    const y = f.vector();
    return seq(
      table.set(arg('table')),
      before.set(arg('before')),
      out.set(arg('out')),
      blocks.set(arg('blocks')),
      doWhile(
        seq(
          channels.map((channel, lane) => channel.set(before.tee(add(before, load(table, 4 * lane))))),
          left.set(arg('pixels')),
          doWhile(
            seq(
              y.set(vConst(0)),
              channels.map((channel: Local, lane) =>
                seq(y.set(vLoadLane(channel, y, lane)), channel.set(add(channel, 16))),
              ),
              vStore(out, y),
              out.set(add(out, 16)),
            ),
            left.tee(sub(left, 1)),
          ),
          table.set(add(table, 16)),
        ),
        blocks.tee(sub(blocks, 1)),
      ),
    );
  },
};
