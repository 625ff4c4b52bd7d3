// Every network of the catalog against onnxruntime, on plain SIMD.
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel, modelNames } from '@gossamer/models/catalog';
import { maxRelativeError, numbersOf, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { expect, it } from 'vitest';
import { wasmRuntime } from './index.js';

/** Small enough for every network, odd so that nothing divides. */
const SIZE = [65, 97] as const;

/**
 * Keeps activations in range. Under GhostNetV3's gates rounding errors grow with every block at larger gains:
 * at 0.5 onnxruntime itself is 7e-2 of the maximum away from float64 arithmetic.
 */
const gainOf = (name: string): number => (name.startsWith('ghostnetv3') ? 0.3 : 1);

it.each(modelNames())('%s', { timeout: 60_000 }, async (name) => {
  const { graph } = createModel(await findModel(name as string), { size: SIZE, numClasses: 10 });
  const model = { graph, weights: seededWeights(graph.params, gainOf(name)) };
  const feeds = { pixel_values: seededInput('input', [1, 3, ...SIZE]) };
  const onnx = await encodeOnnx(runPasses(model, [foldBatchNorm]).model);
  const expected = (await runOnnxruntime(onnx, feeds, { optimization: 'all' })).logits as TestTensor;
  await using session = await wasmRuntime({ simd: 'plain' }).loadModel(model);
  const { logits } = await session.run(feeds);
  expect(logits?.shape).toEqual(expected.shape);
  expect(maxRelativeError(numbersOf(logits as TestTensor), numbersOf(expected))).toBeLessThan(2e-5);
});
