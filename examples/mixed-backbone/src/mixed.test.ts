import { encodeOnnx } from '@gossamer/core/onnx';
import { interpret } from '@gossamer/core/reference';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { expectClose, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { expect, it } from 'vitest';
import { mixed_100 } from './mixed.js';

it('has all that a catalog model has: classes, width, output stride, features', () => {
  const strided = createModel(mixed_100, { numClasses: 10, width: 0.5, outputStride: 16 });
  expect(strided.features.map((feature) => feature.reduction)).toEqual([2, 4, 8, 16, 16]);
  expect(createModel(mixed_100).features.map((feature) => feature.channels)).toEqual([16, 32, 64, 160, 256]);
});

it('runs in onnxruntime as in the interpreter', async () => {
  const { graph } = createModel(mixed_100, { numClasses: 10, size: [65, 97] });
  const model = { graph, weights: seededWeights(graph.params, 1) };
  const feeds = { pixel_values: seededInput('picture', [2, 3, 65, 97]) };
  const { logits } = await runOnnxruntime(await encodeOnnx(model), feeds);
  expectClose(logits as TestTensor, (await interpret(model, feeds)).logits as TestTensor, 1e-5);
});
