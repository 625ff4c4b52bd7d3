// G-Ghost: a stage whose ghosts come from its first block.

import { gGhostStage, regnetBottleneck } from '@gossamer/blocks';
import type { Scope, Value } from '@gossamer/core';
import { buildBlock } from '../../../live/build-block.js';
import { type BlockFigure, choice, numberOf, sizeSlider, slider } from '../block-figure.js';

export const gGhostStageFigure: BlockFigure = {
  title: 'G-Ghost stage',
  controls: [
    slider('lambda', 'λ: share of ghost channels', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], 0.5),
    slider('depth', 'blocks n', [2, 3, 4, 5, 6, 8], 4),
    slider('out', 'channels', [96, 192, 432, 1008], 192),
    slider('groupWidth', 'group width', [16, 24, 48], 48),
    slider('cheapKernel', 'kernel of the cheap operation (0: none)', [0, 1, 3, 5], 1),
    choice('mix', 'mix', ['yes', 'no'], 'yes'),
    sizeSlider(56),
  ],
  build: (v) =>
    buildBlock('G-Ghost stage', inputOf(v), (s, x) =>
      gGhostStage(s, x, {
        out: numberOf(v, 'out'),
        depth: numberOf(v, 'depth'),
        groupWidth: numberOf(v, 'groupWidth'),
        cheapRatio: numberOf(v, 'lambda'),
        cheapKernel: numberOf(v, 'cheapKernel'),
        mix: v.mix === 'yes',
        stride: 2,
      }),
    ),
  baseline: {
    label: 'stage of RegNetX',
    build: (v) => buildBlock('RegNetX stage', inputOf(v), (s, x) => plainStage(s, x, v)),
  },
};

/** The stage before has half the channels. */
function inputOf(v: Parameters<BlockFigure['build']>[0]): [number, number, number] {
  return [numberOf(v, 'out') / 2, numberOf(v, 'size'), numberOf(v, 'size')];
}

function plainStage(s: Scope, x: Value, v: Parameters<BlockFigure['build']>[0]): Value {
  const block = { out: numberOf(v, 'out'), groupWidth: numberOf(v, 'groupWidth') };
  let y = regnetBottleneck(s('b1'), x, { ...block, stride: 2 });
  for (let i = 2; i <= numberOf(v, 'depth'); i++) y = regnetBottleneck(s(`b${i}`), y, block);
  return y;
}
