// ShuffleNet V1: grouped pointwise convolutions and channel shuffle, arXiv:1707.01083.
// The official network (megvii-model/ShuffleNet-Series) unless `form` asks for the write-up's.

import {
  batchNorm,
  channels,
  conv2d,
  linear,
  maxPool2d,
  officialShuffleUnit,
  relu,
  shuffleUnit,
  writeupShuffleUnit,
} from '@gossamer/blocks';
import type { Init, Scope, Value } from '@gossamer/core';
import { anyPool, pooledVector } from '../shared/classifier.js';
import type { OptionValues } from '../shared/options.js';
import { stridePlanner } from '../shared/output-stride.js';
import type { Family, FeatureTap } from '../shared/spec.js';
import { type Groups, type Scale, widthsOf } from './widths.js';

export const shufflenetv1Options = {
  groups: {
    type: 'choice',
    choices: [1, 2, 3, 4, 8],
    default: 3,
    doc: 'groups of the pointwise convolutions',
  },
  scale: {
    type: 'choice',
    choices: [0.5, 1, 1.5, 2],
    default: 1,
    doc: 'width of the network over table 1 of the paper',
  },
  form: {
    type: 'choice',
    choices: ['official', 'writeup'],
    default: 'official',
    doc: "the official code, or the write-up's network: shuffle in front of the depthwise convolution, biases, a bare stem",
  },
} as const;

type Options = OptionValues<typeof shufflenetv1Options>;

/** Units of stages 2 to 4. */
const repeats = [4, 8, 4] as const;

const normal = (std: number): Init => ({ kind: 'normal', std });

/** How the two networks differ outside the units. */
const forms = {
  official: {
    unit: officialShuffleUnit,
    init: (inPerGroup: number) => normal(1 / inPerGroup),
    stem: (s: Scope, x: Value, out: number) =>
      relu(
        s,
        batchNorm()(
          s('first_conv.1'),
          conv2d(s('first_conv.0'), x, { out, kernel: 3, stride: 2, init: normal(0.01) }),
        ),
      ),
    stemTap: 'first_conv' as string | undefined,
    unitName: (_stage: number, _index: number, flat: number) => `features.${flat}`,
    stageName: (_stage: number, flat: number) => `features.${flat}`,
    classifier: { name: 'classifier.0', bias: false, init: normal(0.01) },
  },
  writeup: {
    unit: writeupShuffleUnit,
    init: undefined,
    stem: (s: Scope, x: Value, out: number) =>
      conv2d(s('conv1'), x, { out, kernel: 3, stride: 2, bias: true }),
    stemTap: undefined,
    unitName: (stage: number, index: number) => `stage${stage}.ShuffleUnit_Stage${stage}_${index}`,
    stageName: (stage: number) => `stage${stage}`,
    classifier: { name: 'fc', bias: true, init: normal(0.001) },
  },
};

export const shufflenetv1: Family<typeof shufflenetv1Options> = {
  name: 'shufflenetv1',
  source: 'arXiv:1707.01083; keys of megvii-model/ShuffleNet-Series',
  options: shufflenetv1Options,
  outputStrides: [8, 16, 32],
  globalPools: anyPool,
  backbone(s, x, o) {
    const form = forms[o.form];
    const { stem, stages } = widthsOf(o.groups as Groups, o.scale as Scale);
    const place = stridePlanner(o.outputStride, 4);
    const first = form.stem(s, x, stem);
    let y = maxPool2d(s, first, { kernel: 3, stride: 2, padding: 1 });
    const features: FeatureTap[] = form.stemTap === undefined ? [] : [{ name: form.stemTap, value: first }];
    features.push({ name: 'maxpool', value: y });
    let flat = 0;
    stages.forEach((out, i) => {
      const stage = i + 2;
      for (let index = 0; index < (repeats[i] as number); index++) {
        const at = s(form.unitName(stage, index, flat++));
        y = unit(at, y, o, { out, first: stage === 2 && index === 0, ...place(index === 0 ? 2 : 1) });
      }
      features.push({ name: form.stageName(stage, flat - 1), value: y });
    });
    return { features, last: y };
  },
  head(s, last, o) {
    const { name, bias, init } = forms[o.form].classifier;
    const vector = pooledVector(s, last, o.globalPool);
    return o.numClasses === 0 ? vector : linear(s(name), vector, { out: o.numClasses, bias, init });
  },
};

interface UnitPlace {
  out: number;
  /** The first unit of the network has no groups in its first convolution: its input is too narrow. */
  first: boolean;
  stride: number;
  dilation: number;
}

function unit(s: Scope, x: Value, o: Options, { out, first, stride, dilation }: UnitPlace): Value {
  const { unit: form, init } = forms[o.form];
  const groups = o.groups as number;
  const combine = channels(x) === out ? 'add' : 'concat';
  return shuffleUnit(s, x, {
    out,
    groups,
    firstGroups: first ? 1 : groups,
    combine,
    stride,
    dilation,
    form,
    init,
  });
}
