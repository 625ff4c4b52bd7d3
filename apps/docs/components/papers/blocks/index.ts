// Every block with sliders, by the name pages use.

import { crossStageFigure, partialDenseFigure } from './csp.js';
import { fasternetBlockFigure, partialConvFigure } from './fasternet.js';
import { gGhostStageFigure } from './g-ghost.js';
import { ghostBottleneckFigure, ghostModuleFigure } from './ghost.js';
import {
  depthwiseSeparableFigure,
  invertedResidualFigure,
  mobileAttentionFigure,
  uibFigure,
} from './mobilenet.js';
import { shuffleUnitFigure } from './shufflenet.js';

export const BLOCK_FIGURES = {
  'ghost-module': ghostModuleFigure,
  'ghost-bottleneck': ghostBottleneckFigure,
  'g-ghost-stage': gGhostStageFigure,
  'depthwise-separable': depthwiseSeparableFigure,
  'inverted-residual': invertedResidualFigure,
  uib: uibFigure,
  'mobile-attention': mobileAttentionFigure,
  'shuffle-unit': shuffleUnitFigure,
  'partial-conv': partialConvFigure,
  'fasternet-block': fasternetBlockFigure,
  'partial-dense': partialDenseFigure,
  'cross-stage': crossStageFigure,
} as const;

export type BlockFigureName = keyof typeof BLOCK_FIGURES;
