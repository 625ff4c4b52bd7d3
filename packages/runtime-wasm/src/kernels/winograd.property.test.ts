// Convolutions of 3x3 in fewer products, over odd sizes, strides, pads, groups and tails, against the interpreter.

import type { Scope, Value } from '@gossamer/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelOf } from '../testing/graphs.js';
import { below, holds } from '../testing/holds.js';
import { usesKernel } from '../testing/uses-kernel.js';
import { type Window, windowed, windows } from '../testing/windowed.js';

/** Windows of 3x3 on pictures that are large enough. */
const ofThree = fc
  .record({ stride: fc.constantFrom(1, 2), extra: fc.tuple(below(13), below(13)), window: windows })
  .map(
    ({ stride, extra: [height, width], window }): Window => ({
      ...window,
      kernel: [3, 3],
      strides: [stride, stride],
      dilation: 1,
      extra: [9 * stride ** 2 + height, 10 * stride ** 2 + width],
    }),
  );

const channels = fc.integer({ min: 13, max: 38 });

interface Case {
  readonly shape: readonly number[];
  readonly body: (s: Scope, x: Value) => Value;
}

/** Checks the cases, and that at least so many of them took this way. */
async function holdsOf<T>(
  atLeast: number,
  cases: fc.Arbitrary<T>,
  network: (value: T) => Case,
  runs: number,
): Promise<void> {
  let taken = 0;
  const watched = (value: T): Case => {
    const { shape, body } = network(value);
    if (usesKernel(modelOf(shape, body), 'winogradOutput')) taken += 1;
    return { shape, body };
  };
  await holds(cases, watched, runs);
  expect(taken).toBeGreaterThanOrEqual(atLeast);
}

describe('minimal filtering', { timeout: 60_000 }, () => {
  it('dense', () =>
    holdsOf(30, fc.tuple(channels, channels, ofThree), ([own, out, w]) => windowed(own, out, 1, w), 80));

  it('grouped', () =>
    holdsOf(
      15,
      fc.tuple(fc.integer({ min: 2, max: 3 }), channels, fc.constantFrom(12, 16, 20), ofThree),
      ([group, own, out, w]) => windowed(group * own, group * out, group, w),
      40,
    ));

  it('in strips, of more tiles than the cache holds', () =>
    holdsOf(
      10,
      fc.tuple(fc.constantFrom(24, 33), fc.constantFrom(30, 36), ofThree),
      ([own, out, w]) => windowed(own, out, 1, { ...w, extra: [60 + w.extra[0], 60 + w.extra[1]] }),
      12,
    ));
});
