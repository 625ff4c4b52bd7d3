// Builds the detector, gives it random weights and a random picture, and prints the maps it makes.

import { bindDims } from '@gossamer/core';
import { summarize } from '@gossamer/core/analysis';
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { randomWeights, seededInput } from '@gossamer/core/weights';
import { nodeRuntime } from '@gossamer/runtime-node';
import { detector } from './detector.js';

const graph = detector({ size: [320, 320], classes: 20 });
const { params, macs } = summarize(bindDims(graph, { N: 1 }));
console.log(
  `${(params / 1e6).toFixed(2)} M parameters, ${(Number(macs) / 1e6).toFixed(0)} M multiply-accumulates`,
);

const { model } = runPasses({ graph, weights: randomWeights(graph, 0) }, [foldBatchNorm]);
const session = await nodeRuntime().load(await encodeOnnx(model));
try {
  const maps = await session.run({ pixel_values: seededInput('picture', [1, 3, 320, 320]) });
  for (const [name, map] of Object.entries(maps)) console.log(name, `[${map.shape.join(',')}]`);
} finally {
  await session.dispose();
}
