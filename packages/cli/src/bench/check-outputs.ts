// Numbers that make a benchmark worthless: NaN, infinities, and denormals, which processors handle many times slower.

import { type DType, type Tensor, toNumbers } from '@gossamer/core';

export interface OutputCheck {
  readonly elements: number;
  readonly nan: number;
  readonly infinite: number;
  readonly denormal: number;
  readonly zero: number;
  /** The largest finite magnitude: the same network gives the same on every runtime, but for rounding. */
  readonly largest: number;
}

/** The smallest normal number of each float type. */
const SMALLEST: Partial<Readonly<Record<DType, number>>> = {
  float16: 2 ** -14,
  bfloat16: 2 ** -126,
  float32: 2 ** -126,
  float64: 2 ** -1022,
};

/** Counts over all outputs of float type. */
export function checkOutputs(outputs: Readonly<Record<string, Tensor>>): OutputCheck {
  const count = { elements: 0, nan: 0, infinite: 0, denormal: 0, zero: 0, largest: 0 };
  for (const { dtype, data } of Object.values(outputs)) {
    const smallest = SMALLEST[dtype];
    if (smallest === undefined) continue;
    for (const value of toNumbers(dtype, data)) {
      const size = Math.abs(value);
      count.elements++;
      if (Number.isNaN(value)) count.nan++;
      else if (size === Number.POSITIVE_INFINITY) count.infinite++;
      else if (size === 0) count.zero++;
      else if (size < smallest) count.denormal++;
      if (Number.isFinite(size)) count.largest = Math.max(count.largest, size);
    }
  }
  return count;
}

/** What is wrong with the outputs, in words; undefined where they look like those of a living network. */
export function outputProblem({ elements, nan, infinite, denormal, zero }: OutputCheck): string | undefined {
  const parts = Object.entries({ NaN: nan, infinite, denormal })
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${count} ${kind}`);
  if (elements > 1 && zero === elements) parts.push('all 0');
  if (parts.length === 0) return undefined;
  return `of ${elements} outputs: ${parts.join(', ')}; its times say little about weights that were trained`;
}
