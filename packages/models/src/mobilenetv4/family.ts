// MobileNetV4: universal inverted bottlenecks and mobile attention, arXiv:2404.10518, with timm's keys.

import { averageBlur, binomialBlur, convNormAct, gelu, type Layer, relu } from '@gossamer/blocks';
import { anyPool, classifier, fanOutUniform, flattenPooled, globalPool } from '../shared/classifier.js';
import type { Family } from '../shared/spec.js';
import { type StageTable, scaleWidth, stagedBackbone } from '../shared/stages.js';
import { tfLayers, tfOptions } from '../shared/tf-options.js';
import { convLarge, convMedium, convSmall, hybridLarge, hybridMedium } from './stages.js';

const networks = ['conv_small', 'conv_medium', 'conv_large', 'hybrid_medium', 'hybrid_large'] as const;
type NetworkName = (typeof networks)[number];

export const mobilenetv4Options = {
  network: {
    type: 'choice',
    choices: networks,
    default: 'conv_small',
    doc: "which of the paper's five networks",
  },
  width: { type: 'number', default: 1, min: 0.05, max: 16, doc: 'width multiplier of every stage' },
  antialias: {
    type: 'choice',
    choices: ['none', 'avg', 'blur'],
    default: 'none',
    doc: 'what downsamples in place of a stride behind the stem: a 2x2 mean or a fixed binomial blur',
  },
  ...tfOptions,
} as const;

const tables: Readonly<Record<NetworkName, () => StageTable>> = {
  conv_small: convSmall,
  conv_medium: convMedium,
  conv_large: convLarge,
  hybrid_medium: hybridMedium,
  hybrid_large: hybridLarge,
};
const blurs: Readonly<Record<'none' | 'avg' | 'blur', Layer | undefined>> = {
  none: undefined,
  avg: averageBlur,
  blur: binomialBlur,
};
const stemWidth = (network: NetworkName): number => (network.endsWith('large') ? 24 : 32);
const actOf = (network: NetworkName) => (network === 'hybrid_large' ? gelu : relu);

export const mobilenetv4: Family<typeof mobilenetv4Options> = {
  name: 'mobilenetv4',
  source: 'arXiv:2404.10518; keys of timm',
  options: mobilenetv4Options,
  outputStrides: [8, 16, 32],
  globalPools: anyPool,
  backbone(s, x, o) {
    const width = scaleWidth(o.width);
    const act = actOf(o.network);
    const plain = { ...tfLayers(o), act };
    const out = o.width < 1 ? stemWidth(o.network) : width(stemWidth(o.network));
    const stem = convNormAct(s, x, { ...plain, out, kernel: 3, stride: 2, names: ['conv_stem', 'bn1'] });
    const table = tables[o.network]();
    const layers = { ...plain, antialias: blurs[o.antialias] };
    return stagedBackbone(s, stem, table, { width, layers, outputStride: o.outputStride, stemStride: 2 });
  },
  head(s, last, o) {
    const head = {
      ...tfLayers(o),
      act: actOf(o.network),
      out: 1280,
      names: ['conv_head', 'norm_head'] as const,
    };
    const y = convNormAct(s, globalPool(s, last, o.globalPool), head);
    return classifier(
      s,
      'classifier',
      flattenPooled(s, y, o.globalPool),
      o.numClasses,
      fanOutUniform(o.numClasses),
    );
  },
};
