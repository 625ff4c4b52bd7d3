// GhostNet's stage table.

import {
  type Block,
  convBlock,
  type GhostBottleneckOptions,
  ghostBottleneck,
  ghostBottleneckV2,
  ghostBottleneckV3,
  makeDivisible,
  squeezeExcite,
} from '@gossamer/blocks';
import { type Row, row, type StageTable } from '../shared/stages.js';

type GhostBlock = Block<GhostBottleneckOptions>;

/** The blocks of the table's first two rows and of all others. */
interface Kinds {
  readonly early: GhostBlock;
  readonly late: GhostBlock;
}

/** V2 and V3 have attention from the third block on. */
export const kinds: Readonly<Record<'v1' | 'v2' | 'v3', Kinds>> = {
  v1: { early: ghostBottleneck, late: ghostBottleneck },
  v2: { early: ghostBottleneck, late: ghostBottleneckV2 },
  v3: { early: (s, x, o) => ghostBottleneckV3(s, x, { ...o, attention: false }), late: ghostBottleneckV3 },
};

/** The columns of a row: kernel, #exp, #out, SE, stride. */
type GhostRow = (
  kernel: number,
  mid: number,
  out: number,
  rest?: { readonly se?: boolean; readonly stride?: number },
) => Row;

/** What every block has beside its row: the ghost modules' options, and the width of hidden channels. */
type ModuleOptions = Pick<GhostBottleneckOptions, 'ratio' | 'cheapKernel'> & {
  readonly width: (channels: number) => number;
};

function rowsOf(block: GhostBlock, { width, ...modules }: ModuleOptions): GhostRow {
  const squeeze = squeezeExcite({ ratio: 0.25, round: (channels) => makeDivisible(channels, 4) });
  return (kernel, mid, out, { se = false, stride = 1 } = {}) => {
    const own = { kernel, mid: width(mid), out, stride, depthwise: stride > 1 };
    return row(block, 1, { ...modules, ...own, se: se ? squeeze : undefined });
  };
}

/** Table 1 of arXiv:1911.11907 up to its pooling. */
export function ghostStages({ early, late }: Kinds, modules: ModuleOptions): StageTable {
  const first = rowsOf(early, modules);
  const g = rowsOf(late, modules);
  return [
    [first(3, 16, 16)],
    [first(3, 48, 24, { stride: 2 })],
    [g(3, 72, 24)],
    [g(5, 72, 40, { se: true, stride: 2 })],
    [g(5, 120, 40, { se: true })],
    [g(3, 240, 80, { stride: 2 })],
    [g(3, 200, 80), g(3, 184, 80), g(3, 184, 80), g(3, 480, 112, { se: true }), g(3, 672, 112, { se: true })],
    [g(5, 672, 160, { se: true, stride: 2 })],
    [g(5, 960, 160), g(5, 960, 160, { se: true }), g(5, 960, 160), g(5, 960, 160, { se: true })],
    [row(convBlock, 1, { out: 960 })],
  ];
}
