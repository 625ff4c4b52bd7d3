// A detector: the three coarsest maps of a backbone, a neck that fuses each with its neighbours, a head on every level.

import { conv2d, exactFusion } from '@gossamer/blocks';
import { scopeOf } from '@gossamer/core';
import { createModel, mobilenetv4_conv_small_035 } from '@gossamer/models/mobilenetv4';

const classes = 20;

const { graph, features } = createModel(mobilenetv4_conv_small_035, { size: 256, features: [-3, -2, -1] });
const s = scopeOf(graph);
const maps = graph.outputs.map(({ value }) => value);
const levels = exactFusion(s('neck'), maps, { out: 64 });
graph.setOutputs(
  levels.map((level, i) => ({
    name: `level_${features[i]?.reduction}`,
    value: conv2d(s('head')(i), level, { out: classes + 4, kernel: 1, bias: true }),
  })),
);

export default graph;
