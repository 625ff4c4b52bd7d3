import { encodeOnnx } from '@gossamer/core/onnx';
import { interpret } from '@gossamer/core/reference';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { expectClose, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { expect, it } from 'vitest';
import { greyClassifier } from './network.js';

it('classifies batches of any size, the same in onnxruntime and in the interpreter', async () => {
  const graph = greyClassifier();
  const model = { graph, weights: seededWeights(graph.params, 1) };
  const bytes = await encodeOnnx(model);
  for (const batch of [1, 3]) {
    const feeds = { pixel_values: seededInput('pictures', [batch, 1, 28, 28]) };
    const { logits } = await runOnnxruntime(bytes, feeds);
    expect(logits?.shape).toEqual([batch, 10]);
    expectClose(logits as TestTensor, (await interpret(model, feeds)).logits as TestTensor, 1e-5);
  }
});
