// node main.js photo.jpg [checkpoint]

import { compile } from '@gossamer/core/compile';
import { preprocess, softmax, topK } from '@gossamer/core/image';
import { encodeOnnx } from '@gossamer/core/onnx';
import { openCheckpoint, randomWeights } from '@gossamer/core/weights';
import { bindCheckpoint } from '@gossamer/models';
import { imagenetLabels } from '@gossamer/models/labels';
import { createModel, mobilenetv2_100 } from '@gossamer/models/mobilenetv2';
import { decodePicture, fileSource, layoutBlock, nodeRuntime } from '@gossamer/runtime-node';

const [photo = 'photo.jpg', checkpoint] = process.argv.slice(2);

// The network: a typed graph, no weights yet.
const network = createModel(mobilenetv2_100, { batch: 1 });

// Its weights: from a .safetensors or .pth file, random where none is given.
const file = checkpoint ? await fileSource(checkpoint) : undefined;
const weights = file
  ? bindCheckpoint(network, (await openCheckpoint(file)).tensors)
  : randomWeights(network.graph, 0);

// The graph that is fastest on this CPU, as ONNX, in onnxruntime.
const { model } = compile({ graph: network.graph, weights }, { target: 'cpu', block: layoutBlock() });
const session = await nodeRuntime({ device: 'cpu' }).load(await encodeOnnx(model));
await file?.close();

// The picture, prepared as for the checkpoint's evaluation in PyTorch.
const config = mobilenetv2_100.checkpoints()[0].preprocess;
const data = preprocess(config)(await decodePicture(photo));
const input = { dtype: 'float32', shape: [1, 3, ...config.inputSize], data };

const { logits } = await session.run({ pixel_values: input });
const labels = imagenetLabels();
for (const { index, value } of topK(softmax(logits.data), 5)) {
  console.log(`${(100 * value).toFixed(2).padStart(6)} %  ${labels[index]}`);
}
if (!file)
  console.log('The weights are random, and so are the classes: give a checkpoint as second argument.');
await session.dispose();
