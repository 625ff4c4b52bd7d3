// CSPNet: the partial dense block, and a stage of residual blocks.

import {
  bottleneckBlock,
  convNormAct,
  crossStage,
  darkBlock,
  denseBlock,
  type Fusion,
  leakyRelu,
  partialDenseBlock,
} from '@gossamer/blocks';
import type { Scope, Value } from '@gossamer/core';
import { buildBlock } from '../../../live/build-block.js';
import {
  type BlockFigure,
  type ControlValues,
  choice,
  numberOf,
  sizeSlider,
  slider,
} from '../block-figure.js';

const FUSIONS: Readonly<Record<string, Fusion>> = {
  'last: transition, then concat (d)': 'last',
  'first: concat, then transition (c)': 'first',
  'both (b)': 'both',
};

export const partialDenseFigure: BlockFigure = {
  title: 'Partial dense block',
  controls: [
    slider('gamma', 'γ: share that goes around', [0.125, 0.25, 0.375, 0.5, 0.625, 0.75], 0.5),
    slider('layers', 'layers', [1, 2, 3, 4, 6, 8], 6),
    slider('growth', 'growth rate', [8, 16, 32, 48], 32),
    slider('in', 'input channels', [64, 128, 256, 512], 256),
    choice('fusion', 'fusion', Object.keys(FUSIONS), 'last: transition, then concat (d)'),
    sizeSlider(28),
  ],
  build: (v) =>
    buildBlock('partial dense block', [numberOf(v, 'in'), numberOf(v, 'size'), numberOf(v, 'size')], (s, x) =>
      partialDenseBlock(s, x, {
        ratio: numberOf(v, 'gamma'),
        layers: numberOf(v, 'layers'),
        growth: numberOf(v, 'growth'),
        fusion: FUSIONS[v.fusion as string],
      }),
    ),
  baseline: {
    label: 'dense block and its transition',
    build: (v) =>
      buildBlock('dense block', [numberOf(v, 'in'), numberOf(v, 'size'), numberOf(v, 'size')], (s, x) => {
        const y = denseBlock(s('dense'), x, { layers: numberOf(v, 'layers'), growth: numberOf(v, 'growth') });
        const out = numberOf(v, 'in') + numberOf(v, 'layers') * numberOf(v, 'growth');
        return convNormAct(s('transition'), y, { out });
      }),
  },
};

const KINDS = ['ResNet bottleneck', 'ResNeXt bottleneck, 32 groups', 'Darknet'];

export const crossStageFigure: BlockFigure = {
  title: 'Cross stage of residual blocks',
  controls: [
    choice('kind', 'blocks', KINDS, 'Darknet'),
    slider('depth', 'number of blocks', [1, 2, 3, 4, 5], 4),
    slider('in', 'channels', [64, 128, 256, 512], 256),
    sizeSlider(28),
  ],
  build: (v) =>
    buildBlock('cross stage', [numberOf(v, 'in'), numberOf(v, 'size'), numberOf(v, 'size')], (s, x) => {
      const width = numberOf(v, 'in');
      return crossStage(s, x, {
        out: width,
        expanded: width,
        depth: numberOf(v, 'depth'),
        block: (at, y) => residual(at, y, v, width / 2),
      });
    }),
  baseline: {
    label: 'the blocks on all channels',
    build: (v) =>
      buildBlock('stage', [numberOf(v, 'in'), numberOf(v, 'size'), numberOf(v, 'size')], (s, x) => {
        let y = x;
        for (let i = 0; i < numberOf(v, 'depth'); i++) y = residual(s('blocks')(i), y, v, numberOf(v, 'in'));
        return y;
      }),
  },
};

function residual(s: Scope, x: Value, v: ControlValues, out: number): Value {
  const options = { out, mid: out / 2, act: leakyRelu() };
  if (v.kind === 'Darknet') return darkBlock(s, x, options);
  return bottleneckBlock(s, x, { ...options, ...(v.kind !== KINDS[0] && { groups: 32, mid: out }) });
}
