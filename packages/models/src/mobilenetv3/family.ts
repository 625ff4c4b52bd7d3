// MobileNetV3: searched blocks, hard-swish and the efficient head, arXiv:1905.02244, with timm's keys.

import { type Activation, conv2d, convNormAct, hardSwish, relu, squeezeExcite } from '@gossamer/blocks';
import { anyPool, classifier, fanOutUniform, flattenPooled, globalPool } from '../shared/classifier.js';
import type { OptionValues } from '../shared/options.js';
import type { Family } from '../shared/spec.js';
import { type StageTable, scaleDepth, scaleWidth, stagedBackbone } from '../shared/stages.js';
import { tfLayers, tfOptions } from '../shared/tf-options.js';
import { largeStages, smallStages } from './stages.js';

export const mobilenetv3Options = {
  network: {
    type: 'choice',
    choices: ['large', 'small'],
    default: 'large',
    doc: 'which of the two searched networks',
  },
  minimal: { type: 'boolean', default: false, doc: 'no squeeze-and-excitation, hard-swish or 5x5 kernels' },
  width: { type: 'number', default: 1, min: 0.05, max: 16, doc: 'width multiplier of every stage' },
  depth: { type: 'number', default: 1, min: 0.1, max: 16, doc: 'depth multiplier of every stage' },
  form: {
    type: 'choice',
    choices: ['paper', 'rw'],
    default: 'paper',
    doc: '"rw" is timm\'s first port: head without bias, no first skip, squeeze widths not rounded',
  },
  ...tfOptions,
} as const;

type Options = OptionValues<typeof mobilenetv3Options>;

/** The 1x1 convolution of the efficient head is not scaled by the width. */
const headWidth = { large: 1280, small: 1024 } as const;

function table(o: Options): StageTable {
  const rw = o.form === 'rw';
  const options = {
    minimal: o.minimal,
    firstSkip: !rw,
    se: (act: Activation) => (rw ? squeezeExcite({ act, round: Math.round }) : squeezeExcite({ act: relu })),
  };
  return scaleDepth(o.network === 'small' ? smallStages(options) : largeStages(options), o.depth);
}

export const mobilenetv3: Family<typeof mobilenetv3Options> = {
  name: 'mobilenetv3',
  source: 'arXiv:1905.02244; keys of timm',
  options: mobilenetv3Options,
  outputStrides: [8, 16, 32],
  globalPools: anyPool,
  backbone(s, x, o) {
    const width = scaleWidth(o.width);
    const layers = tfLayers(o);
    const act = o.minimal ? relu : hardSwish;
    const out = o.width < 0.75 && o.form === 'paper' ? 16 : width(16);
    const stem = convNormAct(s, x, {
      ...layers,
      act,
      out,
      kernel: 3,
      stride: 2,
      names: ['conv_stem', 'bn1'],
    });
    const stages = table(o);
    return stagedBackbone(s, stem, stages, {
      width,
      layers,
      outputStride: o.outputStride,
      stemStride: 2,
    });
  },
  head(s, last, o) {
    const act = o.minimal ? relu : hardSwish;
    const pooled = globalPool(s, last, o.globalPool);
    const head = conv2d(s('conv_head'), pooled, { out: headWidth[o.network], bias: o.form === 'paper' });
    return classifier(
      s,
      'classifier',
      flattenPooled(s, act(s, head), o.globalPool),
      o.numClasses,
      fanOutUniform(o.numClasses),
    );
  },
};
