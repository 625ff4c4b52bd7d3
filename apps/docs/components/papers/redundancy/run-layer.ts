// The maps of one layer of a network for a picture, computed in the page.

import type { Tensor } from '@gossamer/core';
import { createModel, type Network } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { type ImageSource, imageInput } from '@gossamer/runtime-web';
import {
  type Engine,
  type NetworkWeights,
  networkWeights,
  openSession,
  preprocessOf,
  type WeightsChoice,
} from '../../../live/index.js';
import { keepLayer } from './layer-choices.js';

/** Networks whose first layers are quick to run; the figure of the paper is of a ResNet-50. */
export const LAYER_MODELS = [
  'cspresnet50',
  'regnetx_032',
  'mobilenetv1_100',
  'mobilenetv2_100',
  'mobilenetv4_conv_small',
  'ghostnet_100',
  'g_ghost_regnetx_032',
  'shufflenetv1_g3_100',
  'fasternet_t0',
] as const;

const SIZE = 224;

export interface LayerRun extends Pick<NetworkWeights, 'label' | 'learned'> {
  readonly map: Tensor;
  readonly ms: number;
}

/** At 224 x 224 pixels. */
export async function layerNetwork(name: string): Promise<Network> {
  return createModel(await findModel(name), { batch: 1, size: SIZE });
}

/** What the node at `index` of the network makes of the picture. @throws what weights, pictures and engines throw */
export async function runLayer(
  name: string,
  index: number,
  weights: WeightsChoice,
  picture: ImageSource,
  engine: Engine = 'module',
): Promise<LayerRun> {
  const network = await layerNetwork(name);
  // Bound to the whole network first: a checkpoint of another one is refused.
  const { tensors, label, learned } = await networkWeights(network, weights);
  keepLayer(network.graph, index);
  const session = await openSession({ graph: network.graph, weights: tensors }, engine);
  try {
    const input = await imageInput(preprocessOf(network.spec, SIZE))(picture);
    const start = performance.now();
    const { map } = await session.run({ pixel_values: input });
    return { map: map as Tensor, ms: performance.now() - start, label, learned };
  } finally {
    await session.dispose();
  }
}
