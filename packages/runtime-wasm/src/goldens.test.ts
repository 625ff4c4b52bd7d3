// Whole networks against PyTorch, whose logits on seeded weights are recorded in internal/goldens.
import { readdirSync } from 'node:fs';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { goldenPath, loadGolden } from '@gossamer/goldens';
import { createModel } from '@gossamer/models';
import { findModel, modelNames } from '@gossamer/models/catalog';
import { maxRelativeError, numbersOf, type TestTensor } from '@gossamer/testkit';
import { expect, it } from 'vitest';
import { wasmRuntime } from './index.js';

/** internal/goldens/SPEC.md, section 6. */
const TOLERANCE = 3e-5;

/** Cases of other options than the catalog's are for the models' own tests. */
const names = new Set<string>(modelNames());
const cases = readdirSync(goldenPath('networks')).filter((file) => names.has(file.replace('.json', '')));

it('are there', () => expect(cases.length).toBeGreaterThan(12));

it.each(cases)('%s', { timeout: 60_000 }, async (file) => {
  const golden = loadGolden(`networks/${file}`);
  const shape = golden.inputs[0]?.shape ?? [];
  const [, , ...size] = shape as [number, number, number, number];
  const { graph } = createModel(await findModel(golden.case), { size: size as [number, number] });
  const weights = seededWeights(graph.params, golden.gain);
  await using session = await wasmRuntime().loadModel({ graph, weights });
  const { logits } = await session.run({ pixel_values: seededInput('input', shape) });
  expect(logits?.shape).toEqual(golden.logits?.shape);
  expect(maxRelativeError(numbersOf(logits as TestTensor), golden.logits?.values ?? [])).toBeLessThan(
    TOLERANCE,
  );
});
