// The network as the package publishes it, and pictures as it wants them.

import { createPreprocessor } from '@gossamer/core/image';
import { MobileNetV2Model } from 'nsfwjs/models/mobilenet_v2';
import { kerasToPyTorch } from './keras-to-pytorch.js';
import { kerasWeights, type ManifestEntry } from './keras-weights.js';
import { layerOf } from './network.js';

export interface Published {
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly weights: readonly ManifestEntry[] }[];
}

export async function publishedModel(): Promise<Published> {
  return ((await MobileNetV2Model.modelJson()) as { default: Published }).default;
}

export async function publishedBytes(): Promise<Uint8Array<ArrayBuffer>> {
  const bundle = (await MobileNetV2Model.weightBundles[0]?.()) as { default: string };
  return Uint8Array.from(Buffer.from(bundle.default, 'base64'));
}

export function manifestOf({ weightsManifest }: Published): readonly ManifestEntry[] {
  return weightsManifest[0]?.weights ?? [];
}

/** By PyTorch's keys. */
export function publishedWeights(model: Published, bytes: Uint8Array<ArrayBuffer>) {
  return kerasToPyTorch(kerasWeights(manifestOf(model), bytes), layerOf);
}

/** As nsfwjs wants pictures: 224 x 224, values 0 to 1. */
export const prepare = createPreprocessor({
  inputSize: [224, 224],
  cropPct: 1,
  cropMode: 'squash',
  interpolation: 'bilinear',
  mean: [0, 0, 0],
  std: [1, 1, 1],
});
