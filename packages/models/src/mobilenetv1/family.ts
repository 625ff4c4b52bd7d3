// MobileNetV1: depthwise separable convolutions, arXiv:1704.04861, with timm's keys.

import { convNormAct, depthwiseSeparable, relu6 } from '@gossamer/blocks';
import { anyPool, classifier, fanOutUniform, pooledVector } from '../shared/classifier.js';
import type { Family } from '../shared/spec.js';
import { row, type StageTable, scaleDepth, scaleWidth, stagedBackbone } from '../shared/stages.js';
import { tfLayers, tfOptions } from '../shared/tf-options.js';

/** Table 1 of arXiv:1704.04861; both convolutions have an activation, and nothing is skipped. */
const stages = (): StageTable => {
  const options = { pointwiseAct: relu6, skip: false };
  return [
    [row(depthwiseSeparable, 1, { ...options, out: 64 })],
    [row(depthwiseSeparable, 2, { ...options, out: 128, stride: 2 })],
    [row(depthwiseSeparable, 2, { ...options, out: 256, stride: 2 })],
    [row(depthwiseSeparable, 6, { ...options, out: 512, stride: 2 })],
    [row(depthwiseSeparable, 2, { ...options, out: 1024, stride: 2 })],
  ];
};

export const mobilenetv1Options = {
  width: { type: 'number', default: 1, min: 0.05, max: 16, doc: 'width multiplier alpha of every layer' },
  depth: { type: 'number', default: 1, min: 0.1, max: 16, doc: 'depth multiplier of every stage' },
  headConv: {
    type: 'boolean',
    default: false,
    doc: 'a 1x1 convolution to 1024 channels in front of the pool (the "h" variant)',
  },
  ...tfOptions,
} as const;

export const mobilenetv1: Family<typeof mobilenetv1Options> = {
  name: 'mobilenetv1',
  source: 'arXiv:1704.04861; keys of timm',
  options: mobilenetv1Options,
  outputStrides: [8, 16, 32],
  globalPools: anyPool,
  backbone(s, x, o) {
    const width = scaleWidth(o.width);
    const layers = { ...tfLayers(o), act: relu6 };
    const stem = convNormAct(s, x, {
      ...layers,
      out: width(32),
      kernel: 3,
      stride: 2,
      names: ['conv_stem', 'bn1'],
    });
    const table = scaleDepth(stages(), o.depth);
    return stagedBackbone(s, stem, table, { width, layers, outputStride: o.outputStride, stemStride: 2 });
  },
  head(s, last, o) {
    const out = Math.max(1024, scaleWidth(o.width)(1024));
    const head = { ...tfLayers(o), act: relu6, out, names: ['conv_head', 'bn2'] as const };
    const y = o.headConv ? convNormAct(s, last, head) : last;
    return classifier(
      s,
      'classifier',
      pooledVector(s, y, o.globalPool),
      o.numClasses,
      fanOutUniform(o.numClasses),
    );
  },
};
