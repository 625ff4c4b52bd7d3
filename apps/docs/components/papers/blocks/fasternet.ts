// FasterNet: the partial convolution and the block around it.

import { conv2d, fasternetBlock, partialConv } from '@gossamer/blocks';
import { buildBlock, type MapShape } from '../../../live/build-block.js';
import { type BlockFigure, type ControlValues, numberOf, sizeSlider, slider } from '../block-figure.js';

const WIDTHS = [40, 64, 80, 96, 128, 160, 192, 256, 384];
const map = (v: ControlValues): MapShape => [numberOf(v, 'in'), numberOf(v, 'size'), numberOf(v, 'size')];
const shared = [
  slider('divisor', '1 / r: one in so many channels is convolved', [1, 2, 4, 8, 16], 4),
  slider('kernel', 'kernel', [3, 5, 7], 3),
  slider('in', 'channels c', WIDTHS, 96),
];

export const partialConvFigure: BlockFigure = {
  title: 'Partial convolution',
  controls: [...shared, sizeSlider(56)],
  build: (v) =>
    buildBlock('partial convolution', map(v), (s, x) =>
      partialConv(s, x, { divisor: numberOf(v, 'divisor'), kernel: numberOf(v, 'kernel') }),
    ),
  baseline: {
    label: 'depthwise convolution',
    build: (v) =>
      buildBlock('depthwise', map(v), (s, x) =>
        conv2d(s('conv'), x, {
          out: numberOf(v, 'in'),
          groups: numberOf(v, 'in'),
          kernel: numberOf(v, 'kernel'),
        }),
      ),
  },
};

export const fasternetBlockFigure: BlockFigure = {
  title: 'FasterNet block',
  controls: [...shared, slider('expand', 'expansion', [1, 2, 3, 4], 2), sizeSlider(56)],
  build: (v) => block(v, numberOf(v, 'divisor')),
  baseline: { label: 'the same with a full convolution', build: (v) => block(v, 1) },
};

function block(v: ControlValues, divisor: number) {
  return buildBlock('FasterNet block', map(v), (s, x) =>
    fasternetBlock(s, x, { divisor, kernel: numberOf(v, 'kernel'), expand: numberOf(v, 'expand') }),
  );
}
