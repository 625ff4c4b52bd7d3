import { encodeOnnx } from '@gossamer/core/onnx';
import { interpret } from '@gossamer/core/reference';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { expectClose, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { expect, it } from 'vitest';
import { detector } from './detector.js';

it('makes a map at each reduction, the same in onnxruntime and in the interpreter, also at odd sizes', async () => {
  const graph = detector({ size: [97, 129], classes: 3, neck: 16 });
  const model = { graph, weights: seededWeights(graph.params, 1) };
  const feeds = { pixel_values: seededInput('picture', [1, 3, 97, 129]) };
  const maps = await runOnnxruntime(await encodeOnnx(model), feeds);
  expect(Object.entries(maps).map(([name, map]) => [name, map.shape])).toEqual([
    ['level_8', [1, 7, 13, 17]],
    ['level_16', [1, 7, 7, 9]],
    ['level_32', [1, 7, 4, 5]],
  ]);
  const reference = await interpret(model, feeds);
  for (const [name, map] of Object.entries(reference)) expectClose(maps[name] as TestTensor, map, 1e-5, name);
});
