// MobileNetV4's stage tables: appendix D of arXiv:2404.10518, as timm writes them.

import {
  convBlock,
  fusedInvertedBottleneck,
  mobileAttention,
  universalInvertedBottleneck,
} from '@gossamer/blocks';
import { type Row, row, type StageTable } from '../shared/stages.js';

/** What every block of a table has beside its own columns. */
interface Shared {
  /** Start of the hybrids' layer scale; none in the convolutional networks. */
  scale?: number;
}

type Uib = (
  start: number,
  mid: number,
  expand: number,
  out: number,
  repeats?: number,
  stride?: number,
) => Row;

/** A row of the paper's tables: start and mid kernel (0: none), expansion, width. */
const uibOf =
  (shared: Shared): Uib =>
  (startKernel, midKernel, expand, out, repeats = 1, stride = 1) =>
    row(universalInvertedBottleneck, repeats, { ...shared, startKernel, midKernel, expand, out, stride });

const conv = (kernel: number, out: number, stride = 1): Row => row(convBlock, 1, { kernel, out, stride });
const fused = (out: number): Row => row(fusedInvertedBottleneck, 1, { expand: 4, out, stride: 2 });

export function convSmall(): StageTable {
  const uib = uibOf({});
  return [
    [conv(3, 32, 2), conv(1, 32)],
    [conv(3, 96, 2), conv(1, 64)],
    [uib(5, 5, 3, 96, 1, 2), uib(0, 3, 2, 96, 4), uib(3, 0, 4, 96)],
    [uib(3, 3, 6, 128, 1, 2), uib(5, 5, 4, 128), uib(0, 5, 4, 128), uib(0, 5, 3, 128), uib(0, 3, 4, 128, 2)],
    [conv(1, 960)],
  ];
}

export function convMedium(): StageTable {
  const uib = uibOf({});
  return [
    [fused(48)],
    [uib(3, 5, 4, 80, 1, 2), uib(3, 3, 2, 80)],
    [
      uib(3, 5, 6, 160, 1, 2),
      uib(3, 3, 4, 160, 2),
      uib(3, 5, 4, 160),
      uib(3, 3, 4, 160),
      uib(3, 0, 4, 160),
      uib(0, 0, 2, 160),
      uib(3, 0, 4, 160),
    ],
    [
      uib(5, 5, 6, 256, 1, 2),
      uib(5, 5, 4, 256),
      uib(3, 5, 4, 256, 2),
      uib(0, 0, 4, 256),
      uib(3, 0, 4, 256),
      uib(3, 5, 2, 256),
      uib(5, 5, 4, 256),
      uib(0, 0, 4, 256, 2),
      uib(5, 0, 2, 256),
    ],
    [conv(1, 960)],
  ];
}

export function convLarge(): StageTable {
  const uib = uibOf({});
  return [
    [fused(48)],
    [uib(3, 5, 4, 96, 1, 2), uib(3, 3, 4, 96)],
    [
      uib(3, 5, 4, 192, 1, 2),
      uib(3, 3, 4, 192, 3),
      uib(3, 5, 4, 192),
      uib(5, 3, 4, 192, 5),
      uib(3, 0, 4, 192),
    ],
    [
      uib(5, 5, 4, 512, 4, 2),
      uib(5, 0, 4, 512),
      uib(5, 3, 4, 512),
      uib(5, 0, 4, 512, 2),
      uib(5, 3, 4, 512),
      uib(5, 5, 4, 512),
      uib(5, 0, 4, 512, 3),
    ],
    [conv(1, 960)],
  ];
}

/** Layer scale of the hybrids' blocks, with and without a shortcut. */
const hybrid = { scale: 1e-5 } as const;

const attentionOf =
  (heads: number, keyDim: number, out: number, kvStride = 1) =>
  (): Row =>
    row(mobileAttention, 1, { ...hybrid, heads, keyDim, kvStride, out });

export function hybridMedium(): StageTable {
  const uib = uibOf(hybrid);
  const mqa160 = attentionOf(4, 64, 160, 2);
  const mqa256 = attentionOf(4, 64, 256);
  return [
    [fused(48)],
    [uib(3, 5, 4, 80, 1, 2), uib(3, 3, 2, 80)],
    [
      uib(3, 5, 6, 160, 1, 2),
      uib(0, 0, 2, 160),
      uib(3, 3, 4, 160),
      uib(3, 5, 4, 160),
      mqa160(),
      uib(3, 3, 4, 160),
      mqa160(),
      uib(3, 0, 4, 160),
      mqa160(),
      uib(3, 3, 4, 160),
      mqa160(),
      uib(3, 0, 4, 160),
    ],
    [
      uib(5, 5, 6, 256, 1, 2),
      uib(5, 5, 4, 256),
      uib(3, 5, 4, 256, 2),
      uib(0, 0, 2, 256),
      uib(3, 5, 2, 256),
      uib(0, 0, 2, 256),
      uib(0, 0, 4, 256),
      mqa256(),
      uib(3, 0, 4, 256),
      mqa256(),
      uib(5, 5, 4, 256),
      mqa256(),
      uib(5, 0, 4, 256),
      mqa256(),
      uib(5, 0, 4, 256),
    ],
    [conv(1, 960)],
  ];
}

export function hybridLarge(): StageTable {
  const uib = uibOf(hybrid);
  const mqa192 = attentionOf(8, 48, 192, 2);
  const mqa512 = attentionOf(8, 64, 512);
  return [
    [fused(48)],
    [uib(3, 5, 4, 96, 1, 2), uib(3, 3, 4, 96)],
    [
      uib(3, 5, 4, 192, 1, 2),
      uib(3, 3, 4, 192, 3),
      uib(3, 5, 4, 192),
      uib(5, 3, 4, 192, 2),
      mqa192(),
      uib(5, 3, 4, 192),
      mqa192(),
      uib(5, 3, 4, 192),
      mqa192(),
      uib(5, 3, 4, 192),
      mqa192(),
      uib(3, 0, 4, 192),
    ],
    [
      uib(5, 5, 4, 512, 4, 2),
      uib(5, 0, 4, 512),
      uib(5, 3, 4, 512),
      uib(5, 0, 4, 512, 2),
      uib(5, 3, 4, 512),
      uib(5, 5, 4, 512),
      mqa512(),
      uib(5, 0, 4, 512),
      mqa512(),
      uib(5, 0, 4, 512),
      mqa512(),
      uib(5, 0, 4, 512),
      mqa512(),
      uib(5, 0, 4, 512),
    ],
    [conv(1, 960)],
  ];
}
