// Quantized weights in the order the integer kernels read them: of each panel the bias, the scales, then 16-bit integers.

import type { ConstantTensor } from '../compile/lowering.js';
import { type PanelOrder, paddedInputs } from './pack-conv.js';
import type { IntegerWeights } from './quantize.js';

/** Bytes of one panel. */
export function integerPanelBytes(order: PanelOrder): number {
  return 8 * order.blocks * (4 + paddedInputs(order) * order.taps);
}

/** The bytes as floats, which is what memory is filled with. Two inputs of four outputs lie side by side. */
export async function packIntegers(
  order: PanelOrder,
  inputScale: number,
  { integers, scales }: IntegerWeights,
  bias: ConstantTensor | undefined,
): Promise<Float32Array> {
  const [w, s, b] = [await integers.read(), await scales.read(), await bias?.read()];
  const { groups, groupOut, firstBlock, blocks, panels } = order;
  const [lanes, size] = [4 * blocks, integerPanelBytes(order)];
  const floats = new Float32Array((groups * panels * size) / 4);
  const words = new Int16Array(floats.buffer);
  const places = placesOf(order);
  for (let index = 0; index < groups * panels; index++) {
    const first = 4 * (firstBlock + (index % panels) * blocks);
    const count = Math.min(lanes, groupOut - first);
    const start = index * size;
    for (let lane = 0; lane < count; lane++) {
      const out = Math.floor(index / panels) * groupOut + first + lane;
      floats[start / 4 + lane] = b?.[out] ?? 0;
      floats[start / 4 + lanes + lane] = inputScale * (s[s.length === 1 ? 0 : out] as number);
      const at = start / 2 + 4 * lanes + 8 * Math.floor(lane / 4) + 2 * (lane % 4);
      for (let i = 0; i < places.length; i++) {
        words[at + (places[i] as number)] = w[out * places.length + i] as number;
      }
    }
  }
  return floats;
}

/** For each weight of an output channel where it lies behind the first. */
function placesOf({ groupIn, taps, blocks }: PanelOrder): Int32Array {
  return Int32Array.from({ length: groupIn * taps }, (_, i) => {
    const [channel, tap] = [Math.floor(i / taps), i % taps];
    const row = (Math.floor(channel / 4) * taps + tap) * 4 + (channel % 4);
    return Math.floor(row / 2) * 8 * blocks + (row % 2);
  });
}
