// MobileNetV2's stage table.

import { depthwiseSeparable, invertedResidual } from '@gossamer/blocks';
import { row, type StageTable } from '../shared/stages.js';

/** Table 2 of arXiv:1801.04381, its first bottleneck (t = 1) as the depthwise separable block it is. */
export const stages = (): StageTable => [
  [row(depthwiseSeparable, 1, { out: 16 })],
  [row(invertedResidual, 2, { expand: 6, out: 24, stride: 2 })],
  [row(invertedResidual, 3, { expand: 6, out: 32, stride: 2 })],
  [row(invertedResidual, 4, { expand: 6, out: 64, stride: 2 })],
  [row(invertedResidual, 3, { expand: 6, out: 96 })],
  [row(invertedResidual, 3, { expand: 6, out: 160, stride: 2 })],
  [row(invertedResidual, 1, { expand: 6, out: 320 })],
];
