// Prints what the backbone costs stage by stage, and runs it.

import { bindDims } from '@gossamer/core';
import { scopeCosts, summarize } from '@gossamer/core/analysis';
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { randomWeights, seededInput } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { nodeRuntime } from '@gossamer/runtime-node';
import { mixed_100 } from './mixed.js';

const { graph, features } = createModel(mixed_100, { numClasses: 10 });
for (const { path, params, macs } of scopeCosts(summarize(bindDims(graph, { N: 1 })).layers, 2)) {
  console.log(
    `${(path || 'all').padEnd(12)} ${String(params).padStart(8)} parameters ${String(macs).padStart(11)} MACs`,
  );
}
for (const { name, channels, reduction } of features)
  console.log(`${name}: ${channels} channels at 1/${reduction}`);

const { model } = runPasses({ graph, weights: randomWeights(graph, 0) }, [foldBatchNorm]);
const session = await nodeRuntime().load(await encodeOnnx(model));
try {
  const { logits } = await session.run({ pixel_values: seededInput('picture', [1, 3, 192, 192]) });
  console.log(`logits [${logits?.shape.join(',')}]`);
} finally {
  await session.dispose();
}
