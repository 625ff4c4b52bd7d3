// G-Ghost RegNet: ghost features across the layers of a stage, for GPUs, arXiv:2201.03297, with the official repository's keys.

import {
  type ConvLayer,
  conv2d,
  convNormAct,
  gGhostStage,
  regnetBottleneck,
  resnetNames,
} from '@gossamer/blocks';
import { anyPool, classifier, pooledVector } from '../shared/classifier.js';
import { regnetDesignOptions } from '../shared/regnet-designs.js';
import type { Family, FeatureTap } from '../shared/spec.js';

export const gGhostRegnetOptions = {
  ...regnetDesignOptions,
  cheapRatio: {
    type: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    doc: "share of a stage's channels made by the cheap operation, the paper's lambda",
  },
  mix: { type: 'boolean', default: true, doc: "add to them what all of the stage's blocks see on average" },
  cheapOperation: {
    type: 'choice',
    choices: ['1x1', '3x3', '5x5', 'identity'],
    default: '1x1',
    doc: 'the cheap operation: a convolution of this kernel, or the channels as they are',
  },
  replaceStrideWithDilation: {
    type: 'booleans',
    length: 4,
    default: [false, false, false, false],
    doc: 'for each layer, dilation in place of its stride',
  },
} as const;

const cheapKernels = { '1x1': 1, '3x3': 3, '5x5': 5, identity: 0 } as const;

/** He's normal by fan-out over all groups, as the official code starts every convolution. */
const conv: ConvLayer = (s, x, o) =>
  conv2d(s, x, { init: { kind: 'kaimingNormal', gain: 2, mode: 'fanOut' }, ...o });

/** Which of the four layers give up their stride: those asked for, and those that would exceed the output stride. */
function dilatedLayers(asked: readonly boolean[], outputStride: number): readonly boolean[] {
  let reached = 2;
  return asked.map((replace) => {
    const dilate = replace || reached * 2 > outputStride;
    if (!dilate) reached *= 2;
    return dilate;
  });
}

export const gGhostRegnet: Family<typeof gGhostRegnetOptions> = {
  name: 'g-ghost-regnet',
  source: 'arXiv:2201.03297; keys of huawei-noah/Efficient-AI-Backbones, g_ghost_pytorch',
  options: gGhostRegnetOptions,
  outputStrides: [8, 16, 32],
  outputStrideNote:
    'The last layers give up their stride as replaceStrideWithDilation does it in the official code: the dilation of a G-Ghost stage is 2, also in the second one',
  globalPools: anyPool,
  backbone(s, x, o) {
    const stem = convNormAct(s, x, { conv, out: 32, kernel: 3, stride: 2, names: ['conv1', 'bn1'] });
    const features: FeatureTap[] = [{ name: 'relu', value: stem }];
    const { depths, widths, groupWidth, cheapRatio, mix } = o;
    const cheapKernel = cheapKernels[o.cheapOperation];
    const dilated = dilatedLayers(o.replaceStrideWithDilation, o.outputStride);
    let y = stem;
    // Plain layers add up the dilation, each stage starts from one: the official code's way.
    let dilation = 1;
    depths.forEach((depth, i) => {
      const name = `layer${i + 1}`;
      const stride = dilated[i] ? 1 : 2;
      const block = { conv, out: widths[i] as number, groupWidth };
      if (i === 2 || depth > 2) {
        const spatial = { stride, baseDilation: 1, dilation: dilated[i] ? 2 : 1 };
        y = gGhostStage(s(name), y, { ...block, ...spatial, depth, cheapRatio, cheapKernel, mix });
      } else {
        for (let b = 0; b < depth; b++) {
          const spatial = { stride: b === 0 ? stride : 1, dilation };
          y = regnetBottleneck(s(name)(b), y, { ...block, ...spatial, names: resnetNames });
          if (b === 0 && dilated[i]) dilation *= 2;
        }
      }
      features.push({ name, value: y });
    });
    return { features, last: y };
  },
  head(s, last, o) {
    return classifier(s, 'fc', pooledVector(s, last, o.globalPool), o.numClasses);
  },
};
