// A backbone of one's own: the blocks of three papers as rows of one table, with everything a catalog model has.

import {
  type BlockOptions,
  channels,
  convBlock,
  convNormAct,
  fasternetBlock,
  gGhostStage,
  universalInvertedBottleneck,
} from '@gossamer/blocks';
import { OptionError, type Scope, type Value } from '@gossamer/core';
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

/** FasterNet's block keeps its width; as a row it may only be asked for that one. */
function partialBlock(s: Scope, x: Value, o: BlockOptions): Value {
  if (o.out !== channels(x))
    throw new OptionError(`a partial block keeps ${channels(x)} channels, ${o.out} are asked`);
  return fasternetBlock(s, x, { norm: o.norm, act: o.act });
}

const stages = (): StageTable => [
  [row(convBlock, 1, { kernel: 3, out: 32, stride: 2 }), row(partialBlock, 2, { out: 32 })],
  [row(convBlock, 1, { kernel: 3, out: 64, stride: 2 }), row(partialBlock, 3, { out: 64 })],
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
  source: 'this example',
  options,
  outputStrides: [8, 16, 32],
  backbone(s, x, o) {
    const width = scaleWidth(o.width);
    const stem = convNormAct(s, x, { out: width(16), kernel: 3, stride: 2, names: ['conv_stem', 'bn1'] });
    const table = stages();
    return stagedBackbone(s, stem, table, {
      width,
      layers: {},
      outputStride: o.outputStride,
      stemStride: 2,
    });
  },
  head: (s, last, o) => classifier(s, 'classifier', pooledVector(s, last), o.numClasses),
};

/** `createModel(mixed_100, { numClasses: 10, width: 0.5 })`. */
export const mixed_100: ModelSpec<typeof options> = {
  name: 'mixed_100',
  family: mixed,
  input: { channels: 3, height: 192, width: 192 },
  variant: {},
  checkpoints: () => [],
};
