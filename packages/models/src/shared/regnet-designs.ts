// The RegNetX designs, which RegNet and G-Ghost RegNet share.

/** Four stages: blocks, channels, and the channels of a group. */
export interface RegNetDesign {
  readonly depths: readonly number[];
  readonly widths: readonly number[];
  readonly groupWidth: number;
}

/** A design as options of a family. */
export const regnetDesignOptions = {
  depths: { type: 'integers', length: 4, default: [2, 6, 15, 2], doc: 'blocks of the four stages' },
  widths: { type: 'integers', length: 4, default: [96, 192, 432, 1008], doc: 'channels of the four stages' },
  groupWidth: {
    type: 'number',
    integer: true,
    default: 48,
    min: 1,
    max: 4096,
    doc: 'channels of a group of the 3x3 convolutions',
  },
} as const;

// Table of the top RegNetX models in arXiv:2003.13678; the number is MFLOPs / 100.
export const regnetx002: RegNetDesign = { depths: [1, 1, 4, 7], widths: [24, 56, 152, 368], groupWidth: 8 };
export const regnetx004: RegNetDesign = { depths: [1, 2, 7, 12], widths: [32, 64, 160, 384], groupWidth: 16 };
/** torchvision rounds the last width to whole groups upwards. */
export const regnetx004tv: RegNetDesign = {
  depths: [1, 2, 7, 12],
  widths: [32, 64, 160, 400],
  groupWidth: 16,
};
export const regnetx006: RegNetDesign = { depths: [1, 3, 5, 7], widths: [48, 96, 240, 528], groupWidth: 24 };
export const regnetx008: RegNetDesign = { depths: [1, 3, 7, 5], widths: [64, 128, 288, 672], groupWidth: 16 };
export const regnetx016: RegNetDesign = {
  depths: [2, 4, 10, 2],
  widths: [72, 168, 408, 912],
  groupWidth: 24,
};
export const regnetx032: RegNetDesign = {
  depths: [2, 6, 15, 2],
  widths: [96, 192, 432, 1008],
  groupWidth: 48,
};
export const regnetx040: RegNetDesign = {
  depths: [2, 5, 14, 2],
  widths: [80, 240, 560, 1360],
  groupWidth: 40,
};
export const regnetx064: RegNetDesign = {
  depths: [2, 4, 10, 1],
  widths: [168, 392, 784, 1624],
  groupWidth: 56,
};
export const regnetx080: RegNetDesign = {
  depths: [2, 5, 15, 1],
  widths: [80, 240, 720, 1920],
  groupWidth: 120,
};
export const regnetx120: RegNetDesign = {
  depths: [2, 5, 11, 1],
  widths: [224, 448, 896, 2240],
  groupWidth: 112,
};
export const regnetx160: RegNetDesign = {
  depths: [2, 6, 13, 1],
  widths: [256, 512, 896, 2048],
  groupWidth: 128,
};
export const regnetx320: RegNetDesign = {
  depths: [2, 7, 13, 1],
  widths: [336, 672, 1344, 2520],
  groupWidth: 168,
};
