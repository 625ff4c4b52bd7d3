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
import { imagenet224 as input, type ModelSpec } from '../shared/spec.js';
import { gGhostRegnet as family, type gGhostRegnetOptions } from './family.js';

type Spec = ModelSpec<typeof gGhostRegnetOptions>;

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
    interpolation: 'bilinear',
    mean: imagenetMean,
    std: imagenetStd,
  },
  accuracy: [{ size: 224, top1 }],
  source: 'readme of huawei-noah/Efficient-AI-Backbones, g_ghost_pytorch',
});

const none = () => [];
const of032 = () => [huawei('3.2g', 77.8)];
const of040 = () => [huawei('4.0g', 78.6)];
const of080 = () => [huawei('8.0g', 79)];
const of160 = () => [huawei('16.0g', 79.9)];

export const g_ghost_regnetx_002: Spec = {
  name: 'g_ghost_regnetx_002',
  family,
  input,
  variant: regnetx002,
  checkpoints: none,
};
export const g_ghost_regnetx_004: Spec = {
  name: 'g_ghost_regnetx_004',
  family,
  input,
  variant: regnetx004,
  checkpoints: none,
};
export const g_ghost_regnetx_006: Spec = {
  name: 'g_ghost_regnetx_006',
  family,
  input,
  variant: regnetx006,
  checkpoints: none,
};
export const g_ghost_regnetx_008: Spec = {
  name: 'g_ghost_regnetx_008',
  family,
  input,
  variant: regnetx008,
  checkpoints: none,
};
export const g_ghost_regnetx_016: Spec = {
  name: 'g_ghost_regnetx_016',
  family,
  input,
  variant: regnetx016,
  checkpoints: none,
};
export const g_ghost_regnetx_032: Spec = {
  name: 'g_ghost_regnetx_032',
  family,
  input,
  variant: regnetx032,
  checkpoints: of032,
};
export const g_ghost_regnetx_040: Spec = {
  name: 'g_ghost_regnetx_040',
  family,
  input,
  variant: regnetx040,
  checkpoints: of040,
};
export const g_ghost_regnetx_064: Spec = {
  name: 'g_ghost_regnetx_064',
  family,
  input,
  variant: regnetx064,
  checkpoints: none,
};
export const g_ghost_regnetx_080: Spec = {
  name: 'g_ghost_regnetx_080',
  family,
  input,
  variant: regnetx080,
  checkpoints: of080,
};
export const g_ghost_regnetx_120: Spec = {
  name: 'g_ghost_regnetx_120',
  family,
  input,
  variant: regnetx120,
  checkpoints: none,
};
export const g_ghost_regnetx_160: Spec = {
  name: 'g_ghost_regnetx_160',
  family,
  input,
  variant: regnetx160,
  checkpoints: of160,
};
export const g_ghost_regnetx_320: Spec = {
  name: 'g_ghost_regnetx_320',
  family,
  input,
  variant: regnetx320,
  checkpoints: none,
};
