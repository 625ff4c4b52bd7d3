// Weights in the order the convolution kernels read them: panel by panel, the bias first.

import type { ConstantTensor } from '../compile/lowering.js';

export interface PanelOrder {
  readonly groups: number;
  /** Channels of a group in and out, and the blocks of 4 its inputs take in memory. */
  readonly groupIn: number;
  readonly groupOut: number;
  readonly taps: number;
  /** Whether channels come one by one instead of in blocks of 4. */
  readonly planar: boolean;
  /** First block of output channels in each group, how many blocks a panel has, and how many panels. */
  readonly firstBlock: number;
  readonly blocks: number;
  readonly panels: number;
}

/** Channels of a group as the kernel counts them: whole blocks, but for planar inputs. */
export function paddedInputs({ groupIn, planar }: Pick<PanelOrder, 'groupIn' | 'planar'>): number {
  return planar ? groupIn : Math.ceil(groupIn / 4) * 4;
}

/** Floats of one panel, with its bias. */
export function panelFloats(order: PanelOrder): number {
  return 4 * order.blocks * (1 + paddedInputs(order) * order.taps);
}

/** Missing channels weigh nothing. */
export async function packConv(
  order: PanelOrder,
  weight: ConstantTensor,
  bias: ConstantTensor | undefined,
): Promise<Float32Array> {
  const [w, b] = [await weight.read(), await bias?.read()];
  const { groups, groupIn, groupOut, taps, firstBlock, blocks, panels } = order;
  const lanes = 4 * blocks;
  const packed = new Float32Array(groups * panels * panelFloats(order));
  const channels = channelOrder(order);
  let at = 0;
  for (let group = 0; group < groups; group++) {
    for (let panel = 0; panel < panels; panel++) {
      const first = 4 * (firstBlock + panel * blocks);
      const count = Math.min(lanes, groupOut - first);
      for (let lane = 0; lane < count; lane++) packed[at + lane] = b?.[group * groupOut + first + lane] ?? 0;
      at += lanes;
      for (const [channel, tap] of channels) {
        for (let lane = 0; lane < count && channel < groupIn; lane++) {
          const out = group * groupOut + first + lane;
          packed[at + lane] = w[(out * groupIn + channel) * taps + tap] as number;
        }
        at += lanes;
      }
    }
  }
  return packed;
}

/** Channel and tap in the order of the kernel's loops. */
function channelOrder(order: PanelOrder): readonly (readonly [channel: number, tap: number])[] {
  const { taps, planar } = order;
  const step = planar ? 1 : 4;
  const pairs: [number, number][] = [];
  for (let block = 0; block < paddedInputs(order); block += step) {
    for (let tap = 0; tap < taps; tap++) {
      for (let lane = 0; lane < step; lane++) pairs.push([block + lane, tap]);
    }
  }
  return pairs;
}
