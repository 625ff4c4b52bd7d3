// C-Ghost: the ghost module and the bottleneck of two.

import {
  conv2d,
  convNormAct,
  ghostBottleneck,
  ghostModule,
  invertedResidual,
  relu,
  squeezeExcite,
} from '@gossamer/blocks';
import { buildBlock } from '../../../live/build-block.js';
import { type BlockFigure, choice, numberOf, sizeSlider, slider } from '../block-figure.js';

const WIDTHS = [16, 24, 40, 64, 80, 112, 160, 256];

export const ghostModuleFigure: BlockFigure = {
  title: 'Ghost module',
  controls: [
    slider('in', 'input channels', WIDTHS, 64),
    slider('out', 'output channels n', WIDTHS, 64),
    slider('ratio', 'ratio s: maps from one primary map', [2, 3, 4, 5], 2),
    slider('cheapKernel', 'kernel d of the cheap operation', [1, 3, 5, 7], 3),
    slider('kernel', 'kernel k of the primary convolution', [1, 3, 5], 1),
    sizeSlider(28),
  ],
  build: (v) =>
    buildBlock('ghost module', [numberOf(v, 'in'), numberOf(v, 'size'), numberOf(v, 'size')], (s, x) =>
      ghostModule(s, x, {
        out: numberOf(v, 'out'),
        ratio: numberOf(v, 'ratio'),
        cheapKernel: numberOf(v, 'cheapKernel'),
        kernel: numberOf(v, 'kernel'),
      }),
    ),
  baseline: {
    label: 'convolution to n channels',
    build: (v) =>
      buildBlock('convolution', [numberOf(v, 'in'), numberOf(v, 'size'), numberOf(v, 'size')], (s, x) =>
        convNormAct(s, x, {
          out: numberOf(v, 'out'),
          kernel: numberOf(v, 'kernel'),
          conv: conv2d,
          act: relu,
        }),
      ),
  },
};

export const ghostBottleneckFigure: BlockFigure = {
  title: 'Ghost bottleneck',
  controls: [
    slider('in', 'input channels', WIDTHS, 40),
    slider('expand', 'expansion', [1, 2, 3, 4, 6], 3),
    slider('out', 'output channels', WIDTHS, 40),
    slider('ratio', 'ratio s', [2, 3, 4, 5], 2),
    slider('kernel', 'kernel where it strides', [3, 5, 7], 3),
    slider('stride', 'stride', [1, 2], 1),
    choice('se', 'squeeze-and-excitation', ['no', 'yes'], 'no'),
    sizeSlider(28),
  ],
  build: (v) => {
    const width = numberOf(v, 'in');
    return buildBlock('ghost bottleneck', [width, numberOf(v, 'size'), numberOf(v, 'size')], (s, x) =>
      ghostBottleneck(s, x, {
        mid: width * numberOf(v, 'expand'),
        out: numberOf(v, 'out'),
        ratio: numberOf(v, 'ratio'),
        kernel: numberOf(v, 'kernel'),
        stride: numberOf(v, 'stride'),
        ...(v.se === 'yes' && { se: squeezeExcite() }),
      }),
    );
  },
  baseline: {
    label: 'inverted residual of MobileNetV2',
    build: (v) =>
      buildBlock('inverted residual', [numberOf(v, 'in'), numberOf(v, 'size'), numberOf(v, 'size')], (s, x) =>
        invertedResidual(s, x, {
          expand: numberOf(v, 'expand'),
          out: numberOf(v, 'out'),
          kernel: numberOf(v, 'kernel'),
          stride: numberOf(v, 'stride'),
          ...(v.se === 'yes' && { se: squeezeExcite() }),
        }),
      ),
  },
};
