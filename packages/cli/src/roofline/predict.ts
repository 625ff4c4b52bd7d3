// Modelled time of a network on a device.

import type { Graph } from '@gossamer/core';
import {
  type Device,
  type LayerSummary,
  loweredLayers,
  type RooflineTime,
  roofline,
} from '@gossamer/core/analysis';
import { publishedTop1 } from '@gossamer/models/catalog';
import { buildNetwork } from '../pipeline/build-network.js';
import { lower } from '../pipeline/lower.js';
import type { NetworkWords } from '../words/model-words.js';

/** A network to be predicted. */
interface Subject {
  readonly model: string;
  /** Of one picture, every size known. */
  readonly graph: Graph;
  readonly top1: number | undefined;
}

export interface Prediction extends Pick<Subject, 'model' | 'top1'> {
  /** With norms and activations joined and nothing padded, as the ridge-point sweep counts. */
  readonly plainLayers: readonly LayerSummary[];
  /** Of the layers as the device's runtime executes them. */
  readonly time: RooflineTime;
}

/** Modelled time of a registered model for one picture, with the top-1 published for its size. */
export async function predict(words: NetworkWords, device: Device): Promise<Prediction> {
  const { spec, graph } = await buildNetwork({ ...words, build: { ...words.build, batch: 1 } });
  const top1 = publishedTop1(spec, graph.inputs[0]?.value.type.shape[2]);
  return predictGraph({ model: spec.name, graph, top1 }, device);
}

export function predictGraph({ model: name, graph, top1 }: Subject, device: Device): Prediction {
  const { model } = lower({ graph, weights: new Map() }, 'portable');
  const layers = loweredLayers(model.graph, { channelBlock: device.channelBlock });
  return { model: name, top1, plainLayers: loweredLayers(model.graph), time: roofline(layers, device) };
}
