// Stage tables of the CSPNets: timm's configurations of arXiv:1911.11929.

/** One stage; widths in channels. */
export interface CspStage {
  readonly depth: number;
  readonly out: number;
  /** After the expansion; half goes around the blocks. */
  readonly expanded: number;
  /** Of the blocks. */
  readonly blockOut: number;
  /** Of the blocks' 3x3 convolutions. */
  readonly mid: number;
  readonly stride: number;
}

export interface CspTable {
  readonly stem: {
    readonly widths: readonly number[];
    readonly kernel: number;
    readonly stride: number;
    readonly pool: boolean;
  };
  readonly block: 'bottleneck' | 'dark';
  readonly groups: number;
  /** The expansion has no activation. */
  readonly crossLinear: boolean;
  /** The downsampling convolution already has the stage's width. */
  readonly downGrowth: boolean;
  readonly stages: readonly CspStage[];
}

interface Ratios {
  expand: number;
  block: number;
  bottle: number;
}

const stage = (depth: number, out: number, stride: number, r: Ratios): CspStage => {
  const blockOut = Math.round(out * r.block);
  return {
    depth,
    out,
    stride,
    expanded: Math.round(out * r.expand),
    blockOut,
    mid: Math.round(blockOut * r.bottle),
  };
};

const res = { block: 'bottleneck', groups: 1, crossLinear: true, downGrowth: false } as const;
const plainStem = { widths: [64], kernel: 7, stride: 2, pool: true };
const deepStem = { widths: [32, 32, 64], kernel: 3, stride: 2, pool: true };

/** Four stages at strides 1, 2, 2, 2 of depths 3, 3, 5, 2. */
const resStages = (out: number, ratios: Ratios): CspStage[] =>
  [3, 3, 5, 2].map((depth, i) => stage(depth, out * 2 ** i, i === 0 ? 1 : 2, ratios));

const thin = { expand: 2, block: 1, bottle: 0.5 };
const wide = { expand: 1, block: 0.5, bottle: 0.25 };
const next = { expand: 1, block: 0.5, bottle: 1 };

export const tables = {
  cspresnet50: (): CspTable => ({ ...res, stem: plainStem, stages: resStages(128, thin) }),
  cspresnet50d: (): CspTable => ({ ...res, stem: deepStem, stages: resStages(128, thin) }),
  cspresnet50w: (): CspTable => ({ ...res, stem: deepStem, stages: resStages(256, wide) }),
  cspresnext50: (): CspTable => ({ ...res, groups: 32, stem: plainStem, stages: resStages(256, next) }),
  cspdarknet53: (): CspTable => ({
    stem: { widths: [32], kernel: 3, stride: 1, pool: false },
    block: 'dark',
    groups: 1,
    crossLinear: false,
    downGrowth: true,
    stages: [
      stage(1, 64, 2, { expand: 2, block: 1, bottle: 0.5 }),
      ...[2, 8, 8, 4].map((depth, i) => stage(depth, 128 * 2 ** i, 2, { expand: 1, block: 0.5, bottle: 1 })),
    ],
  }),
} as const;
