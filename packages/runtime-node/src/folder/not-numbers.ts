// A picture whose answer is no number is a failure, not a class.

import { RuntimeError, type Tensor } from '@gossamer/core';

/** The error where an output holds NaN. */
export function notNumbers(outputs: Readonly<Record<string, Tensor>>): RuntimeError | undefined {
  for (const [name, { dtype, data }] of Object.entries(outputs)) {
    if (dtype !== 'float32' || !(data as Float32Array).includes(Number.NaN)) continue;
    return new RuntimeError(`the network gave NaN as ${name}`, {
      hint: 'its weights hold NaN or infinities, or grow beyond the range of floats on this picture',
    });
  }
  return undefined;
}
