// PeleeNet and CSPPeleeNet: two-way dense layers, arXiv:1804.06882, and their cross stage partial form, arXiv:1911.11929.
// Keys of tomotana14/CSPPeleeNet.pytorch, an unofficial but trained network: the authors published no configuration.

import {
  averagePool2d,
  channels,
  convNormAct,
  crossStagePartial,
  type Layer,
  maxPool2d,
  twoWayDenseLayer,
} from '@gossamer/blocks';
import type { Scope, Value } from '@gossamer/core';
import { concat } from '@gossamer/core/ops';
import { anyPool, classifier, pooledVector } from '../shared/classifier.js';
import type { OptionValues } from '../shared/options.js';
import { type Placed, stridePlanner } from '../shared/output-stride.js';
import type { Family, FeatureTap } from '../shared/spec.js';

export const cspPeleenetOptions = {
  partialRatio: {
    type: 'number',
    min: 0.01,
    max: 1,
    default: 0.5,
    doc: 'share of the channels that go through the dense layers; 1 is plain PeleeNet',
  },
  growth: {
    type: 'number',
    integer: true,
    min: 2,
    max: 1024,
    default: 32,
    doc: 'channels each dense layer adds',
  },
  depths: { type: 'integers', length: 4, default: [3, 4, 8, 6], doc: 'dense layers of the four stages' },
  innerWidths: {
    type: 'integers',
    length: 4,
    default: [1, 2, 4, 4],
    doc: 'bottleneck width of the stages, times half the growth',
  },
} as const;

type Options = OptionValues<typeof cspPeleenetOptions>;
const names = ['0', '1'] as const;

export const cspPeleenet: Family<typeof cspPeleenetOptions> = {
  name: 'csp-peleenet',
  source: 'arXiv:1804.06882 and arXiv:1911.11929; keys of tomotana14/CSPPeleeNet.pytorch',
  options: cspPeleenetOptions,
  outputStrides: [8, 16, 32],
  globalPools: anyPool,
  backbone(s, x, o) {
    const place = stridePlanner(o.outputStride, 4);
    let y = stem(s('stem'), x);
    const features: FeatureTap[] = [{ name: 'stem', value: y }];
    o.depths.forEach((depth, i) => {
      const { dilation } = place(1);
      // The pool at a stage's end goes where its stride is traded; the layers behind it dilate.
      const stride = i < o.depths.length - 1 ? place(2).stride : 1;
      const inner = o.innerWidths[i] as number;
      y = stage(s('stages')(`stage${i + 1}`), y, depth, inner, o, { stride, dilation });
      features.push({ name: `stages.stage${i + 1}`, value: y });
    });
    return { features, last: y };
  },
  head(s, last, o) {
    return classifier(s, 'classifier', pooledVector(s, last, o.globalPool), o.numClasses);
  },
};

/** Two ways down to a quarter of the size, then a 1x1 convolution over both. At odd sizes the pool rounds up as the convolution does. */
function stem(s: Scope, x: Value): Value {
  const y = convNormAct(s('conv1'), x, { out: 32, kernel: 3, stride: 2, names });
  const narrow = convNormAct(s('conv2')(0), y, { out: 16, names });
  const strided = convNormAct(s('conv2')(1), narrow, { out: 32, kernel: 3, stride: 2, names });
  return convNormAct(s('conv3'), concat(s, [maxPool2d(s, y, { kernel: 2, ceil: true }), strided]), {
    out: 32,
    names,
  });
}

function stage(s: Scope, x: Value, depth: number, innerWidth: number, o: Options, placed: Placed): Value {
  const inner = Math.floor((Math.floor(o.growth / 2) * innerWidth) / 4) * 4;
  const dense = (at: Scope, y: Value): Value =>
    Array.from({ length: depth }).reduce<Value>(
      (z, _, i) =>
        twoWayDenseLayer(at(`dense${i + 1}`), z, { growth: o.growth, inner, dilation: placed.dilation }),
      y,
    );
  const width = channels(x);
  const partial = Math.floor(width * o.partialRatio);
  if (partial === width) return transition(s('stage.transition'), placed.stride)(s, dense(s('stage'), x));
  return crossStagePartial(s, x, {
    bypass: width - partial,
    bypassed: 'last',
    block: (_, y) => dense(s('dense_branch'), y),
    transition: transition(s('dense_branch.transition1'), 1),
    fuse: transition(s('transition2'), placed.stride),
  });
}

/** 1x1 convolution at the same width, then a 2x2 mean where the stage downsamples. */
function transition(at: Scope, stride: number): Layer {
  return (s, x) => {
    const y = convNormAct(at(0), x, { out: channels(x), names });
    return stride > 1 ? averagePool2d(s, y, { kernel: 2 }) : y;
  };
}
