// Where a tensor is written: a buffer that is used again, or a new one.

import { OptionError } from '../errors.js';

/** Give `into` to reuse a buffer, and `offset` to write one picture of a batch. */
export interface TensorTarget {
  readonly into?: Float32Array;
  /** First element written, default 0. */
  readonly offset?: number;
}

/** The target with `length` elements of room. @throws OptionError where the buffer is too short. */
export function tensorTarget(target: TensorTarget, length: number): { into: Float32Array; offset: number } {
  const { into = new Float32Array(length), offset = 0 } = target;
  if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > into.length) {
    throw new OptionError(`a tensor of ${length} floats does not fit at ${offset} of ${into.length}`, {
      path: 'into',
      hint: 'a batch of N pictures takes N * 3 * height * width floats',
      details: { length, offset, room: into.length },
    });
  }
  return { into, offset };
}
