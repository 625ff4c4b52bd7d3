// The package's own run in TensorFlow.js against its weights on our network in onnxruntime.
import { readFileSync } from 'node:fs';
import { softmax } from '@gossamer/core/image';
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { bindWeights } from '@gossamer/core/weights';
import { goldenPath } from '@gossamer/goldens';
import { createModel } from '@gossamer/models';
import { decodePicture } from '@gossamer/runtime-node';
import { runOnnxruntime } from '@gossamer/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { kerasWeights } from './keras-weights.js';
import { nsfwMobilenetv2 } from './network.js';
import {
  manifestOf,
  type Published,
  prepare,
  publishedBytes,
  publishedModel,
  publishedWeights,
} from './published.js';

let model: Published;
let bytes: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  model = await publishedModel();
  bytes = await publishedBytes();
});

const manifest = () => manifestOf(model);

describe('the MobileNetV2 of nsfwjs', () => {
  it('fits our network, key by key', async () => {
    const { graph } = createModel(nsfwMobilenetv2);
    const weights = bindWeights(graph, publishedWeights(model, bytes));
    expect(weights.size).toBe(266);
  });

  it('gives the probabilities TensorFlow.js gives', { timeout: 120_000 }, async () => {
    const { graph } = createModel(nsfwMobilenetv2);
    const plain = {
      graph,
      weights: bindWeights(graph, publishedWeights(model, bytes)),
    };
    const onnx = await encodeOnnx(runPasses(plain, [foldBatchNorm]).model);
    const theirs = await tensorflow();
    let largest = 0;
    for (const name of ['chelsea.png', 'coffee.png', 'rocket.jpg']) {
      const picture = await decodePicture(readFileSync(goldenPath(`pictures/${name}`)));
      const data = Float32Array.from(prepare.batch([picture]));
      const { logits } = await runOnnxruntime(onnx, {
        pixel_values: { dtype: 'float32', shape: [1, 3, 224, 224], data },
      });
      const ours = softmax(logits?.data as Float32Array);
      const wanted = await predict(theirs, data);
      expect(ours).toHaveLength(5);
      largest = Math.max(largest, ...wanted.map((p, i) => Math.abs(p - (ours[i] as number))));
      // Not the same answer to everything.
      expect(Math.max(...wanted)).toBeGreaterThan(0.3);
    }
    process.stdout.write(`  largest difference of a probability ${largest.toExponential(1)}\n`);
    expect(largest).toBeLessThan(1e-4);
  });

  it('refuses bytes that are not those of the manifest', () => {
    expect(() => kerasWeights(manifest(), bytes.subarray(1))).toThrow(/needs \d+ bytes/);
    expect(() => kerasWeights(manifest().slice(1), bytes)).toThrow(/belong to no tensor/);
  });
});

async function tensorflow(): Promise<LayersModel> {
  // Keeps it from recommending another package.
  tf.enableProdMode();
  await tf.setBackend('cpu');
  const artifacts = {
    modelTopology: model.modelTopology,
    weightSpecs: manifest() as unknown as tf.io.WeightsManifestEntry[],
    weightData: bytes.buffer,
  };
  return loadLayersModel(tf.io.fromMemory(artifacts));
}

async function predict(network: LayersModel, planes: Float32Array): Promise<number[]> {
  const answer = tf.tidy(() => {
    const picture = tf.tensor(planes, [1, 3, 224, 224]);
    return network.predict(tf.transpose(picture, [0, 2, 3, 1])) as tf.Tensor;
  });
  return Array.from(await answer.data());
}
