// FasterNet: partial convolutions for fewer and faster FLOPs, arXiv:2303.03667, with timm's keys.

import { batchNorm, channels, conv2d, fasternetBlock, gelu, relu } from '@gossamer/blocks';
import type { Init, Scope, Value } from '@gossamer/core';
import { classifier, flattenPooled, globalPool, narrowPool } from '../shared/classifier.js';
import type { OptionValues } from '../shared/options.js';
import type { Family, FeatureTap } from '../shared/spec.js';

export const fasternetOptions = {
  dim: {
    type: 'number',
    integer: true,
    min: 4,
    max: 4096,
    default: 40,
    doc: 'channels of the first stage; each stage doubles them',
  },
  depths: { type: 'integers', length: 4, default: [1, 2, 8, 2], doc: 'blocks of the four stages' },
  act: { type: 'choice', choices: ['relu', 'gelu'], default: 'relu', doc: 'the activation' },
  divisor: {
    type: 'number',
    min: 1,
    max: 64,
    default: 4,
    doc: 'a partial convolution works on 1 / divisor of the channels',
  },
  expand: {
    type: 'number',
    min: 0.25,
    max: 16,
    default: 2,
    doc: 'hidden channels of a block over its channels',
  },
  partialForm: {
    type: 'choice',
    choices: ['split', 'slice'],
    default: 'split',
    doc: 'how partial convolutions take the channels apart',
  },
  forkFeat: {
    type: 'boolean',
    default: false,
    doc: 'a norm behind each feature map, as the official code has for detection',
  },
} as const;

type Options = OptionValues<typeof fasternetOptions>;

/** Normal cut at two standard deviations, as the official code starts every layer. */
const init: Init = { kind: 'truncatedNormal', std: 0.02 };

const acts = { relu, gelu } as const;

/** Patches of `size` pixels to `out` channels, normed: the embedding and the merging between stages. */
function patches(s: Scope, name: string, x: Value, out: number, size: number): Value {
  const y = conv2d(s(name), x, { out, kernel: size, stride: size, padding: 0, init });
  return batchNorm()(s('norm'), y);
}

function stage(s: Scope, x: Value, depth: number, o: Options): Value {
  let y = x;
  for (let i = 0; i < depth; i++) {
    const { divisor, expand, partialForm: form } = o;
    y = fasternetBlock(s('blocks')(i), y, { divisor, expand, form, act: acts[o.act], init });
  }
  return y;
}

export const fasternet: Family<typeof fasternetOptions> = {
  name: 'fasternet',
  source: 'arXiv:2303.03667; keys of timm',
  options: fasternetOptions,
  outputStrides: [32],
  outputStrideNote:
    'FasterNet downsamples with 2x2 and 4x4 patches that do not overlap; without the stride they would not keep the size',
  globalPools: narrowPool,
  backbone(s, x, o) {
    const features: FeatureTap[] = [];
    let y = patches(s('patch_embed'), 'proj', x, o.dim, 4);
    o.depths.forEach((depth, i) => {
      const at = s('stages')(i);
      if (i > 0) y = patches(at('downsample'), 'reduction', y, 2 * channels(y), 2);
      y = stage(at, y, depth, o);
      // The official list of stages counts the patch merging, hence the even numbers.
      features.push({ name: `stages.${i}`, value: o.forkFeat ? batchNorm()(s(`norm${2 * i}`), y) : y });
    });
    return { features, last: y };
  },
  head(s, last, o) {
    const y = acts[o.act](s, conv2d(s('conv_head'), globalPool(s, last, o.globalPool), { out: 1280, init }));
    return classifier(s, 'classifier', flattenPooled(s, y, o.globalPool), o.numClasses, init);
  },
};
