// MobileNetV3's stage tables.

import {
  type Activation,
  convBlock,
  type DepthwiseSeparableOptions,
  depthwiseSeparable,
  hardSwish,
  type InvertedResidualOptions,
  invertedResidual,
  type Layer,
  relu,
} from '@gossamer/blocks';
import { row, type StageTable } from '../shared/stages.js';

/** The nonlinearities, squeeze-and-excitation and large kernels that the minimal networks do without. */
export interface TableOptions {
  minimal: boolean;
  /** The squeeze-and-excitation of a block with this activation. */
  se: (act: Activation) => Layer;
  /** The first block of the large network adds its input. */
  firstSkip: boolean;
}

interface Pieces {
  /** Columns NL and, where a row has it, SE. */
  re: { act: Activation };
  hs: { act: Activation };
  reSe: { act: Activation; se?: Layer };
  hsSe: { act: Activation; se?: Layer };
  /** The larger kernel. */
  k5: number;
}

/** What the tables are made of; the minimal networks have ReLU and 3x3 kernels throughout. */
function pieces(o: TableOptions): Pieces {
  const re = { act: relu };
  const hs = { act: hardSwish };
  if (o.minimal) return { re, hs: re, reSe: re, hsSe: re, k5: 3 };
  return { re, hs, reSe: { ...re, se: o.se(relu) }, hsSe: { ...hs, se: o.se(hardSwish) }, k5: 5 };
}

const ir = (repeats: number, options: InvertedResidualOptions) => row(invertedResidual, repeats, options);
const ds = (options: DepthwiseSeparableOptions) => row(depthwiseSeparable, 1, options);

/** Table 1 of arXiv:1905.02244, with timm's expansion ratios in place of the table's widths. */
export function largeStages(o: TableOptions): StageTable {
  const { re, hs, reSe, hsSe, k5 } = pieces(o);
  return [
    [ds({ ...re, out: 16, skip: o.firstSkip })],
    [ir(1, { ...re, expand: 4, out: 24, stride: 2 }), ir(1, { ...re, expand: 3, out: 24 })],
    [ir(3, { ...reSe, expand: 3, out: 40, kernel: k5, stride: 2 })],
    [
      ir(1, { ...hs, expand: 6, out: 80, stride: 2 }),
      ir(1, { ...hs, expand: 2.5, out: 80 }),
      ir(2, { ...hs, expand: 2.3, out: 80 }),
    ],
    [ir(2, { ...hsSe, expand: 6, out: 112 })],
    [ir(3, { ...hsSe, expand: 6, out: 160, kernel: k5, stride: 2 })],
    [row(convBlock, 1, { ...hs, out: 960 })],
  ];
}

/** Table 2 of arXiv:1905.02244, with timm's expansion ratios in place of the table's widths. */
export function smallStages(o: TableOptions): StageTable {
  const { re, hs, reSe, hsSe, k5 } = pieces(o);
  return [
    [ds({ ...reSe, out: 16, stride: 2 })],
    [ir(1, { ...re, expand: 4.5, out: 24, stride: 2 }), ir(1, { ...re, expand: 3.67, out: 24 })],
    [
      ir(1, { ...hsSe, expand: 4, out: 40, kernel: k5, stride: 2 }),
      ir(2, { ...hsSe, expand: 6, out: 40, kernel: k5 }),
    ],
    [ir(2, { ...hsSe, expand: 3, out: 48, kernel: k5 })],
    [ir(3, { ...hsSe, expand: 6, out: 96, kernel: k5, stride: 2 })],
    [row(convBlock, 1, { ...hs, out: 576 })],
  ];
}
