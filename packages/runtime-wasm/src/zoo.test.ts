// Every network of the catalog against onnxruntime, on plain SIMD.
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { modelNames } from '@gossamer/models/catalog';
import { maxRelativeError, numbersOf, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { expect, it } from 'vitest';
import { wasmRuntime } from './index.js';
import { catalogInput, catalogModel } from './testing/catalog-model.js';

/** Small enough for every network, odd so that nothing divides. */
const SIZE = [65, 97] as const;

it.each(modelNames())('%s', { timeout: 60_000 }, async (name) => {
  const model = await catalogModel(name, SIZE, { numClasses: 10 });
  const feeds = catalogInput(SIZE);
  const onnx = await encodeOnnx(runPasses(model, [foldBatchNorm]).model);
  const expected = (await runOnnxruntime(onnx, feeds, { optimization: 'all' })).logits as TestTensor;
  await using session = await wasmRuntime({ simd: 'plain' }).loadModel(model);
  const { logits } = await session.run(feeds);
  expect(logits?.shape).toEqual(expected.shape);
  expect(maxRelativeError(numbersOf(logits as TestTensor), numbersOf(expected))).toBeLessThan(2e-5);
});
