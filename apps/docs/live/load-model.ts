// A network of the catalog, ready to classify pictures of the page.

import type { Tensor } from '@gossamer/core';
import { type PreprocessConfig, softmax, topK } from '@gossamer/core/image';
import { type CheckpointEntry, createModel, type Network } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import type { ImageSource } from '@gossamer/runtime-web';
import {
  type NetworkWeights,
  networkWeights,
  type WeightsChoice,
  type WeightsOptions,
} from './network-weights.js';
import { type Engine, openSession } from './open-session.js';
import { preprocessOf } from './preprocess-of.js';

export interface LoadModelOptions extends WeightsOptions {
  /** Default `seeded`. */
  readonly weights?: WeightsChoice;
  /** Default `module`, which starts at once. */
  readonly engine?: Engine;
  /** Input height and width. Default: the model's own. */
  readonly size?: number;
}

export interface Guess {
  readonly index: number;
  readonly label: string;
  /** 0 to 1. */
  readonly probability: number;
}

export interface LoadedModel extends Pick<NetworkWeights, 'label' | 'learned' | 'notes'> {
  readonly network: Network;
  readonly preprocess: PreprocessConfig;
  /** Where it runs: `wasm`, `webgpu`. */
  readonly device: string;
  /** The network's input [1,3,H,W] of a picture. */
  input(image: ImageSource): Promise<Tensor>;
  /** The logits [1,classes]. */
  run(input: Tensor): Promise<Tensor>;
  /** The most probable classes, best first. */
  classify(image: ImageSource, count?: number): Promise<readonly Guess[]>;
  dispose(): Promise<void>;
}

/** @throws UnknownModelError; what weights and engine throw */
export async function loadModel(name: string, options: LoadModelOptions = {}): Promise<LoadedModel> {
  const { weights: choice = 'seeded', engine = 'module', onProgress, signal } = options;
  const spec = await findModel(name);
  const preprocess = preprocessOf(spec, options.size);
  const network = createModel(spec, {
    ...(spec.checkpoints()[0] as CheckpointEntry | undefined)?.options,
    batch: 1,
    size: preprocess.inputSize,
  });
  const { tensors, label, learned, notes } = await networkWeights(network, choice, { onProgress, signal });
  const session = await openSession({ graph: network.graph, weights: tensors }, engine);
  const [{ imageInput }, { imagenetLabels }] = await Promise.all([
    import('@gossamer/runtime-web'),
    import('@gossamer/models/labels'),
  ]);
  const input = imageInput(preprocess);
  const names = imagenetLabels();
  const run = async (tensor: Tensor) => (await session.run({ pixel_values: tensor })).logits as Tensor;
  return {
    network,
    preprocess,
    device: session.device,
    label,
    learned,
    notes,
    input,
    run,
    async classify(image, count = 5) {
      const { data } = await run(await input(image));
      return topK(softmax(data as Float32Array), count).map(({ index, value }) => ({
        index,
        label: names[index] ?? `class ${index}`,
        probability: value,
      }));
    },
    dispose: () => session.dispose(),
  };
}
