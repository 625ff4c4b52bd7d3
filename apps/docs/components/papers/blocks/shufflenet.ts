// ShuffleNet's unit.

import { shuffleUnit } from '@gossamer/blocks';
import { buildBlock } from '../../../live/build-block.js';
import {
  type BlockFigure,
  type ControlValues,
  choice,
  numberOf,
  sizeSlider,
  slider,
} from '../block-figure.js';

export const shuffleUnitFigure: BlockFigure = {
  title: 'ShuffleNet unit',
  controls: [
    slider('groups', 'groups g', [1, 2, 3, 4, 8], 3),
    slider('out', 'output channels', [96, 144, 192, 240, 288, 384, 480, 768, 960], 480),
    choice('combine', 'unit', ['(b) add, stride 1', '(c) concat, stride 2'], '(b) add, stride 1'),
    sizeSlider(14),
  ],
  build: (v) => unit(v, numberOf(v, 'groups')),
  baseline: { label: 'one group', build: (v) => unit(v, 1) },
};

function unit(v: ControlValues, groups: number) {
  const out = numberOf(v, 'out');
  const strided = v.combine !== '(b) add, stride 1';
  const size = numberOf(v, 'size');
  return buildBlock('ShuffleNet unit', [strided ? out / 2 : out, size, size], (s, x) =>
    shuffleUnit(s, x, { out, groups, ...(strided && { combine: 'concat', stride: 2 }) }),
  );
}
