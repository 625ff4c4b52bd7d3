// Maps of a picture to compute with: what a made-up first layer sees in it.

import { convNormAct, identity } from '@gossamer/blocks';
import type { Tensor } from '@gossamer/core';
import { interpret } from '@gossamer/core/reference';
import { seededWeights } from '@gossamer/core/weights';
import { buildBlock } from '../../../live/build-block.js';

/** A picture [1,3,S,S] as [1,channels,S,S]. */
export async function pictureMaps(x: Tensor, channels: number): Promise<Tensor> {
  const side = x.shape[2] as number;
  const graph = buildBlock('first layer', [3, side, side], (s, value) =>
    convNormAct(s, value, { out: channels, kernel: 3, act: identity }),
  );
  const { y } = await interpret({ graph, weights: seededWeights(graph.params, 1) }, { x });
  return y as Tensor;
}
