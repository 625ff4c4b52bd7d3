// A backbone of the catalog, its three coarsest feature maps, and a neck that fuses each with its neighbours.

import { conv2d, exactFusion } from '@gossamer/blocks';
import { type Graph, scopeOf } from '@gossamer/core';
import { createModel, mobilenetv4_conv_small } from '@gossamer/models/mobilenetv4';

export interface DetectorOptions {
  /** Height and width of the picture. */
  size: readonly [number, number];
  classes: number;
  /** Channels of every level of the neck. Default 96. */
  neck?: number;
}

/** Outputs `level_8`, `level_16`, `level_32`: [N, classes + 4, H / r, W / r], a score for each class and a box at every place. */
export function detector(options: DetectorOptions): Graph {
  const { size, classes, neck = 96 } = options;
  const { graph, features } = createModel(mobilenetv4_conv_small, { size, features: [-3, -2, -1] });
  const s = scopeOf(graph);
  const levels = exactFusion(
    s('neck'),
    graph.outputs.map((output) => output.value),
    { out: neck },
  );
  graph.setOutputs(
    levels.map((level, i) => {
      const name = `level_${features[i]?.reduction}`;
      return { name, value: conv2d(s('head')(i), level, { out: classes + 4, kernel: 1, bias: true }) };
    }),
  );
  return graph;
}
