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
  const { groups, groupIn, groupOut, taps, firstBlock, blocks, panels } = order;
  const [lanes, size] = [4 * blocks, integerPanelBytes(order)];
  const floats = new Float32Array((groups * panels * size) / 4);
  const words = new Int16Array(floats.buffer);
  for (let index = 0; index < groups * panels; index++) {
    const first = 4 * (firstBlock + (index % panels) * blocks);
    const count = Math.min(lanes, groupOut - first);
    const start = index * size;
    for (let lane = 0; lane < count; lane++) {
      const out = Math.floor(index / panels) * groupOut + first + lane;
      floats[start / 4 + lane] = b?.[out] ?? 0;
      floats[start / 4 + lanes + lane] = inputScale * (s[s.length === 1 ? 0 : out] as number);
      const place = start / 2 + 4 * lanes + 8 * Math.floor(lane / 4) + 2 * (lane % 4);
      for (let channel = 0; channel < groupIn; channel++) {
        for (let tap = 0; tap < taps; tap++) {
          const row = Math.floor(channel / 4) * taps * 4 + tap * 4 + (channel % 4);
          words[place + Math.floor(row / 2) * 2 * lanes + (row % 2)] = w[
            (out * groupIn + channel) * taps + tap
          ] as number;
        }
      }
    }
  }
  return floats;
}
