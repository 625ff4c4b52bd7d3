// A network in the page: no server, no ONNX file, no runtime to download.

import { preprocess, softmax, topK } from '@gossamer/core/image';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { randomWeights } from '@gossamer/core/weights';
import { imagenetLabels } from '@gossamer/models/labels';
import { createModel, mobilenetv4_conv_small } from '@gossamer/models/mobilenetv4';
import { wasmRuntime } from '@gossamer/runtime-wasm';

const answer = document.querySelector('#answer');
const canvas = document.querySelector('#picture');
const context = canvas.getContext('2d', { willReadFrequently: true });

const { graph } = createModel(mobilenetv4_conv_small, { batch: 1, size: 224 });
const { model } = runPasses({ graph, weights: randomWeights(graph, 0) }, [foldBatchNorm]);
const session = await wasmRuntime().loadModel(model);

// As published, but for the whole picture at the network's size: the canvas has done that already.
const [published] = mobilenetv4_conv_small.checkpoints();
const prepare = preprocess({ ...published.preprocess, inputSize: [224, 224], cropPct: 1 });
const labels = imagenetLabels();

async function classify(picture) {
  context.drawImage(picture, 0, 0, 224, 224);
  const { data: pixels } = context.getImageData(0, 0, 224, 224);
  const data = prepare({ width: 224, height: 224, channels: 4, data: pixels });
  const started = performance.now();
  const { logits } = await session.run({
    pixel_values: { dtype: 'float32', shape: [1, 3, 224, 224], data },
  });
  const took = performance.now() - started;
  const lines = topK(softmax(logits.data), 5).map(
    ({ index, value }) => `${(100 * value).toFixed(2)} %  ${labels[index]}`,
  );
  answer.textContent = [
    ...lines,
    '',
    `${took.toFixed(1)} ms. The weights are random, and so are the classes.`,
  ].join('\n');
}

document.querySelector('#file').addEventListener('change', async ({ target }) => {
  await classify(await createImageBitmap(target.files[0]));
});
const sample = await fetch(new URL('./photo.jpg', import.meta.url));
await classify(await createImageBitmap(await sample.blob()));
