// Every model timm has too, and every G-Ghost RegNet: keys, parameters and logits on seeded weights, at a small non-square
// size with ten classes.
import { createHash } from 'node:crypto';
import { summarize } from '@gossamer/core/analysis';
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { loadJson } from '@gossamer/goldens';
import { maxRelativeError, runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { findModel } from './catalog/index.js';
import { createModel } from './index.js';

/** One row of a zoo's file; internal/goldens/README.md says how they were made. */
interface Reference {
  readonly model: string;
  readonly gain: number;
  readonly params: number;
  readonly keys_sha256: string;
  readonly logits: readonly number[];
}

const SHAPE = [1, 3, 96, 128] as const;
const TOLERANCE = 3e-5;

const references = ['timm-zoo.json', 'g-ghost-zoo.json'].flatMap((file) => loadJson<Reference[]>(file));

describe.each(references)('$model', (reference) => {
  it('is the network PyTorch builds', { timeout: 60_000 }, async () => {
    const spec = await findModel(reference.model);
    expect(summarize(createModel(spec).graph).params).toBe(reference.params);
    const { graph } = createModel(spec, { size: [SHAPE[2], SHAPE[3]], numClasses: 10 });
    const keys = [...graph.params].map(([key, { type }]) => `${key} ${type.shape}`);
    expect(createHash('sha256').update(keys.sort().join('\n')).digest('hex')).toBe(reference.keys_sha256);
    const plain = { graph, weights: seededWeights(graph.params, reference.gain) };
    const { model } = runPasses(plain, [foldBatchNorm]);
    const feeds = { pixel_values: seededInput('input', SHAPE) };
    const { logits } = await runOnnxruntime(await encodeOnnx(model), feeds, { optimization: 'all' });
    expect(maxRelativeError(logits?.data as Float32Array, reference.logits)).toBeLessThan(TOLERANCE);
  });
});
