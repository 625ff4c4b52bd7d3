// Builds the classifier, prints it, and runs it on a batch of noise.

import { bindDims, printGraph } from '@gossamer/core';
import { summarize } from '@gossamer/core/analysis';
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { randomWeights, seededInput } from '@gossamer/core/weights';
import { nodeRuntime } from '@gossamer/runtime-node';
import { greyClassifier } from './network.js';

const graph = greyClassifier();
console.log(printGraph(graph));
const { params, macs } = summarize(bindDims(graph, { N: 1 }));
console.log(`${params} parameters, ${macs} multiply-accumulates a picture`);

const { model } = runPasses({ graph, weights: randomWeights(graph, 0) }, [foldBatchNorm]);
const session = await nodeRuntime().load(await encodeOnnx(model));
try {
  const { logits } = await session.run({ pixel_values: seededInput('pictures', [4, 1, 28, 28]) });
  console.log(`logits [${logits?.shape.join(',')}]`);
} finally {
  await session.dispose();
}
