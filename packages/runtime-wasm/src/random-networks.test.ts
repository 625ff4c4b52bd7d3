// Random networks against the interpreter, with guard zones around every tensor that nothing may touch.
import { interpret } from '@gossamer/core/reference';
import { seededInput } from '@gossamer/core/weights';
import { expectClose, type TestTensor } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { wasmRuntime } from './index.js';
import { randomNetwork } from './testing/random-network.js';
import { runGuarded } from './testing/run-compiled.js';
import { usesKernel } from './testing/uses-kernel.js';

const SEEDS = 500;
const TOLERANCE = 2e-5;

describe('random networks', () => {
  it(`of ${SEEDS} seeds equal the interpreter and keep within their tensors`, {
    timeout: 120_000,
  }, async () => {
    for (let seed = 0; seed < SEEDS; seed++) {
      const { model, shape } = randomNetwork(seed);
      const feeds = { x: seededInput('x', shape) };
      const expected = await interpret(model, feeds);
      const { outputs, touched } = await runGuarded(model, feeds);
      expectClose(outputs.y as TestTensor, expected.y as TestTensor, TOLERANCE, `y of seed ${seed}`);
      expect(touched, `seed ${seed}`).toEqual([]);
    }
  });

  it('reach minimal filtering', () => {
    const seeds = Array.from({ length: SEEDS }, (_, seed) => seed);
    const reaching = seeds.filter((seed) => usesKernel(randomNetwork(seed).model, 'winogradOutput'));
    expect(reaching.length).toBeGreaterThan(25);
  });

  it('are the same where tensors share memory', { timeout: 60_000 }, async () => {
    for (let seed = 0; seed < SEEDS; seed += 5) {
      const { model, shape } = randomNetwork(seed);
      const feeds = { x: seededInput('x', shape) };
      const { outputs } = await runGuarded(model, feeds);
      await using session = await wasmRuntime().loadModel(model);
      const first = await session.run(feeds);
      expect(first.y?.data, `seed ${seed}`).toEqual(outputs.y?.data);
      expect((await session.run(feeds)).y?.data).toEqual(outputs.y?.data);
    }
  });
});
