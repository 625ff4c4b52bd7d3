// GhostNet, V2 and V3: more features from cheap operations, arXiv:1911.11907, 2211.12905, 2404.11202, with timm's keys.

import { batchNorm, type ConvLayer, conv2d, makeDivisible, relu } from '@gossamer/blocks';
import type { Value } from '@gossamer/core';
import { classifier, flattenPooled, globalPool, narrowPool } from '../shared/classifier.js';
import type { Family } from '../shared/spec.js';
import { runStages } from '../shared/stages.js';
import { ghostStages, kinds } from './stages.js';

export const ghostnetOptions = {
  version: {
    type: 'choice',
    choices: ['v1', 'v2', 'v3'],
    default: 'v1',
    doc: 'V2 adds attention along rows and columns, V3 parallel branches that mergeParallelConvolutions joins',
  },
  width: { type: 'number', default: 1, min: 0.05, max: 16, doc: 'width multiplier of every stage' },
  ratio: {
    type: 'number',
    integer: true,
    default: 2,
    min: 2,
    max: 16,
    doc: "output channels of a ghost module for each one its convolution makes, the paper's s",
  },
  cheapKernel: {
    type: 'choice',
    choices: [1, 3, 5, 7],
    default: 3,
    doc: "kernel of the cheap operations, the paper's d",
  },
} as const;

/** He's normal by fan-in, as the authors' TensorFlow code starts every convolution. */
const conv: ConvLayer = (s, x, o) =>
  conv2d(s, x, { init: { kind: 'kaimingNormal', gain: 2, mode: 'fanIn' }, ...o });

export const ghostnet: Family<typeof ghostnetOptions> = {
  name: 'ghostnet',
  source: 'arXiv:1911.11907, arXiv:2211.12905, arXiv:2404.11202; keys of timm',
  options: ghostnetOptions,
  outputStrides: [8, 16, 32],
  outputStrideNote:
    'timm builds 32 only: 8 and 16 are an addition that keeps all layers and dilates those behind a stride left out, as MobileNet does',
  globalPools: narrowPool,
  backbone(s, x, o) {
    const width = (channels: number): number => makeDivisible(channels * o.width, 4);
    const stem = conv(s('conv_stem'), x, { out: width(16), kernel: 3, stride: 2 });
    const { ratio, cheapKernel } = o;
    const table = ghostStages(kinds[o.version], { width, ratio, cheapKernel });
    const outputs = runStages(s, relu(s, batchNorm()(s('bn1'), stem)), table, {
      width,
      layers: { conv },
      outputStride: o.outputStride,
      stemStride: 2,
    });
    const strided = outputs
      .map((value, stage) => ({ name: `blocks.${stage}`, value }))
      .filter((_, stage) => (table[stage]?.[0]?.stride ?? 1) > 1);
    // timm takes the stem in front of its norm.
    return { features: [{ name: 'conv_stem', value: stem }, ...strided], last: outputs.at(-1) as Value };
  },
  head(s, last, o) {
    // 1280 at every width.
    const y = conv(s('conv_head'), globalPool(s, last, o.globalPool), { out: 1280, bias: true });
    return classifier(s, 'classifier', flattenPooled(s, relu(s, y), o.globalPool), o.numClasses);
  },
};
