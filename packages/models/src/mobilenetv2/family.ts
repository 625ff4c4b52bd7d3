// MobileNetV2: inverted residuals and linear bottlenecks, arXiv:1801.04381, with timm's keys.

import { convNormAct, relu6 } from '@gossamer/blocks';
import { anyPool, classifier, fanOutUniform, pooledVector } from '../shared/classifier.js';
import type { Family } from '../shared/spec.js';
import { scaleDepth, scaleWidth, stagedBackbone } from '../shared/stages.js';
import { tfLayers, tfOptions } from '../shared/tf-options.js';
import { stages } from './stages.js';

export const mobilenetv2Options = {
  width: { type: 'number', default: 1, min: 0.05, max: 16, doc: 'width multiplier of every stage' },
  depth: { type: 'number', default: 1, min: 0.1, max: 16, doc: 'depth multiplier of the inner stages' },
  fixStemHead: { type: 'boolean', default: false, doc: 'keep stem and head at width 1 (the "d" variants)' },
  ...tfOptions,
} as const;

export const mobilenetv2: Family<typeof mobilenetv2Options> = {
  name: 'mobilenetv2',
  source: 'arXiv:1801.04381; keys of timm',
  options: mobilenetv2Options,
  outputStrides: [8, 16, 32],
  globalPools: anyPool,
  backbone(s, x, o) {
    const { conv, norm } = tfLayers(o);
    const width = scaleWidth(o.width);
    const layers = { conv, norm, act: relu6 };
    const stemWidth = o.fixStemHead ? 32 : width(32);
    const stem = convNormAct(s, x, {
      ...layers,
      out: stemWidth,
      kernel: 3,
      stride: 2,
      names: ['conv_stem', 'bn1'],
    });
    const table = scaleDepth(stages(), o.depth, o.fixStemHead);
    return stagedBackbone(s, stem, table, { width, layers, outputStride: o.outputStride, stemStride: 2 });
  },
  head(s, last, o) {
    // The paper keeps 1280 for multipliers below one.
    const out = o.fixStemHead ? 1280 : Math.max(1280, scaleWidth(o.width)(1280));
    const y = convNormAct(s, last, { ...tfLayers(o), act: relu6, out, names: ['conv_head', 'bn2'] });
    return classifier(
      s,
      'classifier',
      pooledVector(s, y, o.globalPool),
      o.numClasses,
      fanOutUniform(o.numClasses),
    );
  },
};
