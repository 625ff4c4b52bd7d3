// A backbone that mixes the blocks of three papers, as a spec: it has everything a catalog model has.

import {
  type BlockOptions,
  convBlock,
  convNormAct,
  fasternetBlock,
  gGhostStage,
  universalInvertedBottleneck,
} from '@gossamer/blocks';
import type { Scope, Value } from '@gossamer/core';
import {
  classifier,
  type Family,
  type ModelSpec,
  pooledVector,
  row,
  type StageTable,
  scaleWidth,
  stagedBackbone,
} from '@gossamer/models';

/** FasterNet's block keeps its width. */
const partial = (s: Scope, x: Value, { norm, act }: BlockOptions): Value =>
  fasternetBlock(s, x, { norm, act });

const stages = (): StageTable => [
  [row(convBlock, 1, { kernel: 3, out: 32, stride: 2 }), row(partial, 2, { out: 32 })],
  [row(convBlock, 1, { kernel: 3, out: 64, stride: 2 }), row(partial, 3, { out: 64 })],
  [row(gGhostStage, 1, { depth: 5, groupWidth: 16, out: 160, stride: 2 })],
  [
    row(universalInvertedBottleneck, 1, { startKernel: 5, midKernel: 5, expand: 4, out: 256, stride: 2 }),
    row(universalInvertedBottleneck, 3, { startKernel: 3, midKernel: 0, expand: 3, out: 256 }),
  ],
];

const options = {
  width: { type: 'number', default: 1, min: 0.25, max: 4, doc: 'width multiplier of every stage' },
} as const;

const mixed: Family<typeof options> = {
  name: 'mixed',
  source: 'this page',
  options,
  outputStrides: [8, 16, 32],
  backbone(s, x, { width: factor, outputStride }) {
    const width = scaleWidth(factor);
    const stem = convNormAct(s, x, { out: width(16), kernel: 3, stride: 2, names: ['conv_stem', 'bn1'] });
    return stagedBackbone(s, stem, stages(), { width, layers: {}, outputStride, stemStride: 2 });
  },
  head: (s, last, { numClasses }) => classifier(s, 'classifier', pooledVector(s, last), numClasses),
};

const mixed_100: ModelSpec<typeof options> = {
  name: 'mixed_100',
  family: mixed,
  input: { channels: 3, height: 192, width: 192 },
  variant: {},
  checkpoints: () => [],
};

export default mixed_100;
