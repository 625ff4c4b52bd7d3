// The blocks of the four MobileNets.

import {
  convNormAct,
  depthwiseSeparable,
  fusedInvertedBottleneck,
  hardSwish,
  invertedResidual,
  makeDivisible,
  mobileAttention,
  relu6,
  squeezeExcite,
  universalInvertedBottleneck,
} from '@gossamer/blocks';
import { buildBlock, type MapShape } from '../../../live/build-block.js';
import {
  type BlockFigure,
  type ControlValues,
  choice,
  numberOf,
  sizeSlider,
  slider,
} from '../block-figure.js';

const WIDTHS = [16, 32, 64, 96, 160, 256, 512];
const map = (v: ControlValues, width = numberOf(v, 'in')): MapShape => [
  width,
  numberOf(v, 'size'),
  numberOf(v, 'size'),
];
const stride = slider('stride', 'stride', [1, 2], 1);

/** Width α of table 6 of MobileNetV1: every layer's channels times it. */
const thin = (v: ControlValues, key: string): number =>
  makeDivisible(numberOf(v, key) * numberOf(v, 'alpha'));

export const depthwiseSeparableFigure: BlockFigure = {
  title: 'Depthwise separable convolution (V1)',
  controls: [
    slider('in', 'input channels M', WIDTHS, 256),
    slider('out', 'output channels N', WIDTHS, 256),
    slider('kernel', 'kernel', [3, 5, 7], 3),
    slider('alpha', 'width multiplier α', [0.25, 0.5, 0.75, 1], 1),
    stride,
    sizeSlider(14),
  ],
  build: (v) =>
    buildBlock('depthwise separable', map(v, thin(v, 'in')), (s, x) =>
      depthwiseSeparable(s, x, {
        out: thin(v, 'out'),
        kernel: numberOf(v, 'kernel'),
        stride: numberOf(v, 'stride'),
        pointwiseAct: relu6,
        skip: false,
      }),
    ),
  baseline: {
    label: 'dense convolution',
    build: (v) =>
      buildBlock('dense', map(v, thin(v, 'in')), (s, x) =>
        convNormAct(s, x, {
          out: thin(v, 'out'),
          kernel: numberOf(v, 'kernel'),
          stride: numberOf(v, 'stride'),
          act: relu6,
        }),
      ),
  },
};

export const invertedResidualFigure: BlockFigure = {
  title: 'Inverted residual (V2, V3)',
  controls: [
    slider('in', 'input channels', WIDTHS, 64),
    slider('out', 'output channels', WIDTHS, 64),
    slider('expand', 'expansion t', [1, 2, 3, 4, 5, 6, 8], 6),
    slider('kernel', 'kernel', [3, 5, 7], 3),
    stride,
    choice('version', 'form', ['V2', 'V3 with squeeze-and-excitation and hard swish'], 'V2'),
    sizeSlider(14),
  ],
  build: (v) =>
    buildBlock('inverted residual', map(v), (s, x) =>
      invertedResidual(s, x, {
        out: numberOf(v, 'out'),
        expand: numberOf(v, 'expand'),
        kernel: numberOf(v, 'kernel'),
        stride: numberOf(v, 'stride'),
        ...(v.version !== 'V2' && { se: squeezeExcite(), act: hardSwish }),
      }),
    ),
  baseline: {
    label: 'the same with a dense k×k expansion (fused)',
    build: (v) =>
      buildBlock('fused', map(v), (s, x) =>
        fusedInvertedBottleneck(s, x, {
          out: numberOf(v, 'out'),
          expand: numberOf(v, 'expand'),
          kernel: numberOf(v, 'kernel'),
          stride: numberOf(v, 'stride'),
        }),
      ),
  },
};

export const uibFigure: BlockFigure = {
  title: 'Universal inverted bottleneck (V4)',
  controls: [
    slider('start', 'first depthwise kernel (0: none)', [0, 3, 5, 7], 5),
    slider('mid', 'second depthwise kernel (0: none)', [0, 3, 5, 7], 3),
    slider('expand', 'expansion', [1, 2, 3, 4, 6, 8], 4),
    slider('in', 'input channels', WIDTHS, 96),
    slider('out', 'output channels', WIDTHS, 96),
    stride,
    sizeSlider(14),
  ],
  build: (v) =>
    buildBlock('universal inverted bottleneck', map(v), (s, x) =>
      universalInvertedBottleneck(s, x, {
        out: numberOf(v, 'out'),
        startKernel: numberOf(v, 'start'),
        midKernel: numberOf(v, 'mid'),
        expand: numberOf(v, 'expand'),
        stride: numberOf(v, 'stride'),
      }),
    ),
  baseline: {
    label: 'inverted bottleneck, kernel 3',
    build: (v) =>
      buildBlock('inverted bottleneck', map(v), (s, x) =>
        universalInvertedBottleneck(s, x, {
          out: numberOf(v, 'out'),
          startKernel: 0,
          midKernel: 3,
          expand: numberOf(v, 'expand'),
          stride: numberOf(v, 'stride'),
        }),
      ),
  },
};

export const mobileAttentionFigure: BlockFigure = {
  title: 'Mobile multi-query attention (V4)',
  controls: [
    slider('heads', 'heads', [1, 2, 4, 8], 4),
    slider('keyDim', 'channels of a head', [16, 32, 64], 64),
    slider('kvStride', 'stride in front of keys and values', [1, 2], 2),
    slider('in', 'channels', [64, 96, 160, 192, 256], 160),
    sizeSlider(14),
  ],
  build: (v) => attention(v, numberOf(v, 'kvStride')),
  baseline: { label: 'without that stride', build: (v) => attention(v, 1) },
};

function attention(v: ControlValues, kvStride: number) {
  return buildBlock('mobile attention', map(v), (s, x) =>
    mobileAttention(s, x, {
      out: numberOf(v, 'in'),
      heads: numberOf(v, 'heads'),
      keyDim: numberOf(v, 'keyDim'),
      kvStride,
    }),
  );
}
