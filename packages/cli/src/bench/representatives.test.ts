import { findModel, modelNames } from '@gossamer/models/catalog';
import { describe, expect, it } from 'vitest';
import { parseWords } from '../command/parse-words.js';
import { axesOf, axisFlags, sharedFlags } from './bench-words.js';
import { outputProblem } from './check-outputs.js';
import { openContestant } from './contestant.js';
import { openEngines } from './open-engines.js';
import { planVariants } from './plan.js';
import { representatives } from './representatives.js';

const familyOf = async (name: string) => (await findModel(name)).family.name;

describe('representatives', { timeout: 60_000 }, () => {
  it('are one of every family', async () => {
    const families = new Set(await Promise.all(modelNames().map(familyOf)));
    expect((await Promise.all(representatives.map(familyOf))).sort()).toEqual([...families].sort());
  });

  it('are alive with the weights they get: logits neither vanish nor explode', async () => {
    const { signal } = new AbortController();
    const engines = openEngines();
    const axes = axesOf(parseWords(['--size', '64', '--threads', '1'], axisFlags).flags);
    const { flags } = parseWords([], sharedFlags);
    for (const variant of await planVariants({ words: [], compare: [], axes, flags }, { signal })) {
      const { session, outputs, run } = await openContestant(variant, engines, signal);
      const [logits] = Object.values((await run()) as Awaited<ReturnType<typeof session.run>>);
      await session.dispose();
      const largest = Math.max(...Array.from(logits?.data as Float32Array, Math.abs));
      expect([variant.label, outputProblem(outputs)]).toEqual([variant.label, undefined]);
      expect(largest, variant.label).toBeGreaterThan(0.1);
      expect(largest, variant.label).toBeLessThan(1e3);
    }
  });
});
