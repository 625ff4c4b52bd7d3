// Channels and reduction of feature maps, computed from the graph.

import { channels } from '@gossamer/blocks';
import type { Shape, Value } from '@gossamer/core';
import type { FeatureTap } from './spec.js';

export interface FeatureInfo {
  /** Place in the family's list of features. */
  readonly index: number;
  readonly name: string;
  readonly channels: number;
  /** Input pixels for one pixel of the map, along each axis. */
  readonly reduction: number;
  readonly shape: Shape;
}

export function featureInfo(tap: FeatureTap, index: number): FeatureInfo {
  return {
    index,
    name: tap.name,
    channels: channels(tap.value),
    reduction: reductionOf(tap.value),
    shape: tap.value.type.shape,
  };
}

/** Product of the strides from the network's input to a value, along each node's first input. */
function reductionOf(value: Value): number {
  let reduction = 1;
  for (let node = value.producer; node !== undefined; node = node.inputs[0]?.producer) {
    const { strides } = node.attrs as { strides?: readonly number[] };
    reduction *= strides?.[0] ?? 1;
  }
  return reduction;
}
