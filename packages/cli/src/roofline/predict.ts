// Modelled time of a registered model on a device.

import {
  type Device,
  type LayerSummary,
  loweredLayers,
  type RooflineTime,
  roofline,
} from '@gossamer/core/analysis';
import type { Target } from '@gossamer/core/compile';
import type { ModelSpec, Network } from '@gossamer/models';
import { publishedTop1 } from '@gossamer/models/catalog';
import { buildNetwork } from '../pipeline/build-network.js';
import { lower } from '../pipeline/lower.js';
import type { NetworkWords } from '../words/model-words.js';

export interface Prediction {
  readonly model: string;
  readonly spec: ModelSpec;
  readonly network: Network;
  /** As the device's runtime executes them. */
  readonly layers: readonly LayerSummary[];
  /** With norms and activations joined and nothing padded, as the ridge-point sweep counts. */
  readonly plainLayers: readonly LayerSummary[];
  readonly time: RooflineTime;
  /** Published ImageNet-1k top-1 of the first checkpoint at the input's size; undefined where there is none. */
  readonly top1: number | undefined;
}

/** The network's layers as the device's runtime executes them, for one picture, and their times. */
export async function predict(
  words: NetworkWords,
  device: Device,
  target: Target = 'portable',
): Promise<Prediction> {
  const network = await buildNetwork({ ...words, build: { ...words.build, batch: 1 } });
  const { model } = lower({ graph: network.graph, weights: new Map() }, target);
  const layers = loweredLayers(model.graph, { channelBlock: device.channelBlock });
  const plainLayers = loweredLayers(model.graph);
  const { spec } = network;
  return {
    model: spec.name,
    spec,
    network,
    layers,
    plainLayers,
    time: roofline(layers, device),
    top1: publishedTop1(spec, network.graph.inputs[0]?.value.type.shape[2]),
  };
}
