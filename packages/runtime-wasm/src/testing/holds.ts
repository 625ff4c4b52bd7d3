// Properties of networks of one input: equal to the interpreter, and nothing else written.

import type { Scope, Value } from '@gossamer/core';
import { interpret } from '@gossamer/core/reference';
import { seededInput } from '@gossamer/core/weights';
import { expectClose, type TestTensor } from '@gossamer/testkit';
import fc from 'fast-check';
import { expect } from 'vitest';
import { modelOf } from './graphs.js';
import { runGuarded } from './run-compiled.js';

const TOLERANCE = 1e-5;

/** Checks a network of one input on `runs` cases: equal to the interpreter, and nothing else written. */
export async function holds<T>(
  cases: fc.Arbitrary<T>,
  network: (value: T) => { shape: readonly number[]; body: (s: Scope, x: Value) => Value },
  runs = 60,
): Promise<void> {
  const check = async (value: T): Promise<void> => {
    const { shape, body } = network(value);
    const model = modelOf(shape, body);
    const feeds = { x: seededInput('x', shape) };
    const { outputs, touched } = await runGuarded(model, feeds);
    expectClose(outputs.y as TestTensor, (await interpret(model, feeds)).y as TestTensor, TOLERANCE, 'y');
    expect(touched).toEqual([]);
  };
  await fc.assert(fc.asyncProperty(cases, check), { seed: 7, numRuns: runs });
}

export const size = (max: number) => fc.integer({ min: 1, max });
export const below = (max: number) => fc.integer({ min: 0, max: max - 1 });
