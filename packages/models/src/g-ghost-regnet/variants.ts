// The G-Ghost RegNets of the official repository, a line each.

import { type CheckpointEntry, imagenetMean, imagenetStd } from '../shared/checkpoint-entry.js';
import {
  regnetx002,
  regnetx004,
  regnetx006,
  regnetx008,
  regnetx016,
  regnetx032,
  regnetx040,
  regnetx064,
  regnetx080,
  regnetx120,
  regnetx160,
  regnetx320,
} from '../shared/regnet-designs.js';
import { imagenet224 as input, variantsOf } from '../shared/spec.js';
import { gGhostRegnet as family } from './family.js';

const spec = /* @__PURE__ */ variantsOf(family, input);

const releases = 'https://github.com/huawei-noah/Efficient-AI-Backbones/releases/download/g_ghost_regnet';

/** Trained and tested with PyTorch's ImageNet example, as the readme says: resized to 256, cropped to 224. */
const huawei = (size: string, top1: number): CheckpointEntry => ({
  tag: `huawei_${size}`,
  url: `${releases}/g_ghost_regnet_${size}_${top1.toFixed(1)}.pth`,
  licence: 'not stated with the weights',
  numClasses: 1000,
  preprocess: {
    inputSize: [224, 224],
    cropPct: 0.875,
    cropMode: 'center',
    interpolation: 'bilinear',
    mean: imagenetMean,
    std: imagenetStd,
  },
  accuracy: [{ size: 224, top1 }],
  source: 'readme of huawei-noah/Efficient-AI-Backbones, g_ghost_pytorch',
});

const of032 = () => [huawei('3.2g', 77.8)];
const of040 = () => [huawei('4.0g', 78.6)];
const of080 = () => [huawei('8.0g', 79)];
const of160 = () => [huawei('16.0g', 79.9)];

export const g_ghost_regnetx_002 = /* @__PURE__ */ spec('g_ghost_regnetx_002', regnetx002);
export const g_ghost_regnetx_004 = /* @__PURE__ */ spec('g_ghost_regnetx_004', regnetx004);
export const g_ghost_regnetx_006 = /* @__PURE__ */ spec('g_ghost_regnetx_006', regnetx006);
export const g_ghost_regnetx_008 = /* @__PURE__ */ spec('g_ghost_regnetx_008', regnetx008);
export const g_ghost_regnetx_016 = /* @__PURE__ */ spec('g_ghost_regnetx_016', regnetx016);
export const g_ghost_regnetx_032 = /* @__PURE__ */ spec('g_ghost_regnetx_032', regnetx032, of032);
export const g_ghost_regnetx_040 = /* @__PURE__ */ spec('g_ghost_regnetx_040', regnetx040, of040);
export const g_ghost_regnetx_064 = /* @__PURE__ */ spec('g_ghost_regnetx_064', regnetx064);
export const g_ghost_regnetx_080 = /* @__PURE__ */ spec('g_ghost_regnetx_080', regnetx080, of080);
export const g_ghost_regnetx_120 = /* @__PURE__ */ spec('g_ghost_regnetx_120', regnetx120);
export const g_ghost_regnetx_160 = /* @__PURE__ */ spec('g_ghost_regnetx_160', regnetx160, of160);
export const g_ghost_regnetx_320 = /* @__PURE__ */ spec('g_ghost_regnetx_320', regnetx320);
