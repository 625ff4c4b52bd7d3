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

/** Missing channels weigh nothing. Plain loops over numbers: this runs once, mostly before it is compiled. */
export async function packConv(
  order: PanelOrder,
  weight: ConstantTensor,
  bias: ConstantTensor | undefined,
): Promise<Float32Array> {
  const [w, b] = [await weight.read(), await bias?.read()];
  const { groups, groupIn, groupOut, taps, firstBlock, blocks, panels } = order;
  const lanes = 4 * blocks;
  const packed = new Float32Array(groups * panels * panelFloats(order));
  const sources = rowOrder(order);
  for (let index = 0; index < groups * panels; index++) {
    const first = 4 * (firstBlock + (index % panels) * blocks);
    const count = Math.min(lanes, groupOut - first);
    const start = index * panelFloats(order);
    for (let lane = 0; lane < count; lane++) {
      const out = Math.floor(index / panels) * groupOut + first + lane;
      if (b !== undefined) packed[start + lane] = b[out] as number;
      packLane(w, out * groupIn * taps, sources, packed, start + lanes + lane, lanes);
    }
  }
  return packed;
}

function packLane(
  w: Float32Array,
  from: number,
  sources: Int32Array,
  packed: Float32Array,
  start: number,
  lanes: number,
): void {
  let at = start;
  for (let row = 0; row < sources.length; row++) {
    const source = sources[row] as number;
    if (source >= 0) packed[at] = w[from + source] as number;
    at += lanes;
  }
}

/** For each row of weights, in the order of the kernel's loops, which of a channel's weights; -1 where there is none. */
function rowOrder(order: PanelOrder): Int32Array {
  const { taps, planar, groupIn } = order;
  const step = planar ? 1 : 4;
  const sources = new Int32Array(paddedInputs(order) * taps);
  let row = 0;
  for (let block = 0; block < paddedInputs(order); block += step) {
    for (let tap = 0; tap < taps; tap++) {
      for (let channel = block; channel < block + step; channel++) {
        sources[row++] = channel < groupIn ? channel * taps + tap : -1;
      }
    }
  }
  return sources;
}
