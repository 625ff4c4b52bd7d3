// The weights of a module on disk: float32 as they lie in memory, float16, or int8 with a scale a channel.

import { joinBytes, numberToHalf, OptionError } from '@gossamer/core';
import type { Panels } from '../compile/buffer.js';
import type { CompiledNetwork } from '../compile/compile.js';

export type WeightsDType = 'float32' | 'float16' | 'int8';

export interface WeightsFile {
  readonly dtype: WeightsDType;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For int8: of each piece `[floats]`, or `[panels, rows, lanes]` where it is stored as integers. */
  readonly pieces: readonly (readonly number[])[];
}

/** @throws OptionError for another dtype */
export async function weightsFile(network: CompiledNetwork, dtype: WeightsDType): Promise<WeightsFile> {
  if (dtype === 'int8') return integers(network);
  const packed = new Float32Array(network.weightsBytes / 4);
  for (const { address, pack } of network.weights) {
    packed.set(await pack(), (address - network.weightsAddress) / 4);
  }
  if (dtype === 'float32') return { dtype, bytes: new Uint8Array(packed.buffer), pieces: [] };
  if (dtype !== 'float16') {
    throw new OptionError(`weights are "${String(dtype)}"`, { hint: 'allowed: float32, float16, int8' });
  }
  if (network.weights.some(({ panels }) => panels === 'bytes')) {
    throw new OptionError('weights are float16, those of this network are integers already', {
      hint: 'store them as int8: integers are kept as they are',
    });
  }
  const halves = Uint16Array.from(packed, (value) => numberToHalf(value, 'float16'));
  return { dtype, bytes: new Uint8Array(halves.buffer), pieces: [] };
}

async function integers({ weights }: CompiledNetwork): Promise<WeightsFile> {
  const parts: Uint8Array[] = [];
  for (const weight of weights) {
    const values = new Float32Array(weight.bytes / 4);
    values.set(await weight.pack());
    const panels = weight.panels;
    if (panels === undefined || panels === 'bytes') {
      parts.push(new Uint8Array(values.buffer));
    } else parts.push(...quantized(values, panels));
  }
  return { dtype: 'int8', bytes: joinBytes(parts), pieces: piecesOf(weights) };
}

/** What is where in a file of integers. */
export function piecesOf(weights: CompiledNetwork['weights']): WeightsFile['pieces'] {
  return weights.map(({ bytes, panels }) =>
    panels === undefined || panels === 'bytes' ? [bytes / 4] : [panels.count, panels.rows, panels.lanes],
  );
}

/** Of each panel the bias, a scale for each lane, and the rows as multiples of it from -127 to 127. */
function quantized(values: Float32Array, { count, rows, lanes }: Panels): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, panel) => {
    const own = values.subarray(panel * (rows + 1) * lanes, (panel + 1) * (rows + 1) * lanes);
    const scales = new Float32Array(lanes);
    for (let i = lanes; i < own.length; i++) {
      scales[i % lanes] = Math.max(scales[i % lanes] as number, Math.abs(own[i] as number) / 127);
    }
    const integers = Int8Array.from({ length: rows * lanes }, (_, i) =>
      Math.round((own[lanes + i] as number) / (scales[i % lanes] || 1)),
    );
    return [Float32Array.from([...own.subarray(0, lanes), ...scales]), integers];
  })
    .flat()
    .map((part) => new Uint8Array(part.buffer));
}
