// timm's global_pool: keys that change shape, logits of seeded weights and maps that are not pooled, as timm computes them.
import { compile } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { loadJson } from '@gossamer/goldens';
import { numbersOf, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { findModel } from './catalog/index.js';
import { createModel, type GlobalPool } from './index.js';

/** internal/goldens/make/global_pool.py. */
interface Reference {
  readonly model: string;
  readonly pool: GlobalPool;
  readonly gain: number;
  readonly changed: Readonly<Record<string, readonly number[]>>;
  readonly shape: readonly number[];
  /** All ten logits, or eight elements of the map at even distances. */
  readonly values: readonly number[];
}

const SHAPE = [1, 3, 96, 128] as const;
const TOLERANCE = 3e-5;

const references = loadJson<Reference[]>('global-pool.json');

function shapesOf({ params }: ReturnType<typeof createModel>['graph']): Map<string, string> {
  return new Map([...params].map(([key, { type }]) => [key, String(type.shape)]));
}

describe.each(references)(
  '$model pooled by "$pool"',
  ({ model: name, pool, gain, changed, shape, values }) => {
    it("has timm's keys and numbers", { timeout: 60_000 }, async () => {
      const spec = await findModel(name);
      const usual = { size: [SHAPE[2], SHAPE[3]], numClasses: pool === '' ? 0 : 10, batch: 1 } as const;
      const { graph } = createModel(spec, { ...usual, globalPool: pool });
      const before = shapesOf(createModel(spec, usual).graph);
      const different = [...shapesOf(graph)].filter(([key, own]) => before.get(key) !== own);
      expect(different).toEqual(Object.entries(changed).map(([key, own]) => [key, String(own)]));

      const { model } = compile(
        { graph, weights: seededWeights(graph.params, gain) },
        { target: 'cpu', block: 16 },
      );
      const outputs = await runOnnxruntime(await encodeOnnx(model), {
        pixel_values: seededInput('input', SHAPE),
      });
      const output = outputs[pool === '' ? 'map' : 'logits'] as TestTensor;
      expect(output.shape).toEqual(shape);
      const numbers = Array.from(numbersOf(output));
      const step = pool === '' ? Math.floor(numbers.length / values.length) : 1;
      const largest = Math.max(...numbers.map(Math.abs));
      const errors = values.map((value, i) => Math.abs(value - (numbers[i * step] as number)));
      expect(Math.max(...errors) / largest).toBeLessThan(TOLERANCE);
    });
  },
);
