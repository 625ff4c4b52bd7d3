// ShuffleNet V1 at every number of groups and scale that can be built, a line each.

import type { CheckpointEntry } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, type ModelSpec } from '../shared/spec.js';
import { shufflenetv1 as family, type shufflenetv1Options } from './family.js';

type Spec = ModelSpec<typeof shufflenetv1Options>;

/**
 * The official weights: links to file shares in the repository's readme, no direct download. Their pictures are
 * resized to 256 and cropped to 224, in BGR order with values 0 to 255 and no mean or deviation (its train.py).
 */
const megvii = (scale: string, groups: number, top1: number): CheckpointEntry => ({
  tag: `megvii_${scale}_g${groups}`,
  licence: 'not stated with the weights',
  numClasses: 1000,
  preprocess: {
    inputSize: [224, 224],
    cropPct: 0.875,
    interpolation: 'bilinear',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    channelOrder: 'BGR',
    range: 255,
  },
  accuracy: [{ size: 224, top1 }],
  source: 'readme of megvii-model/ShuffleNet-Series, ShuffleNetV1',
});

const none = () => [];
const ofG3x050 = () => [megvii('0.5x', 3, 57.3)];
const ofG3x100 = () => [megvii('1.0x', 3, 67.8)];
const ofG3x150 = () => [megvii('1.5x', 3, 71.6)];
const ofG3x200 = () => [megvii('2.0x', 3, 74.1)];
const ofG8x050 = () => [megvii('0.5x', 8, 58.8)];
const ofG8x100 = () => [megvii('1.0x', 8, 68.0)];
const ofG8x150 = () => [megvii('1.5x', 8, 71.0)];
const ofG8x200 = () => [megvii('2.0x', 8, 72.9)];

export const shufflenetv1_g1_050: Spec = {
  name: 'shufflenetv1_g1_050',
  family,
  input,
  variant: { groups: 1, scale: 0.5 },
  checkpoints: none,
};
export const shufflenetv1_g1_100: Spec = {
  name: 'shufflenetv1_g1_100',
  family,
  input,
  variant: { groups: 1 },
  checkpoints: none,
};
export const shufflenetv1_g1_150: Spec = {
  name: 'shufflenetv1_g1_150',
  family,
  input,
  variant: { groups: 1, scale: 1.5 },
  checkpoints: none,
};
export const shufflenetv1_g1_200: Spec = {
  name: 'shufflenetv1_g1_200',
  family,
  input,
  variant: { groups: 1, scale: 2 },
  checkpoints: none,
};
export const shufflenetv1_g2_100: Spec = {
  name: 'shufflenetv1_g2_100',
  family,
  input,
  variant: { groups: 2 },
  checkpoints: none,
};
export const shufflenetv1_g2_200: Spec = {
  name: 'shufflenetv1_g2_200',
  family,
  input,
  variant: { groups: 2, scale: 2 },
  checkpoints: none,
};
export const shufflenetv1_g3_050: Spec = {
  name: 'shufflenetv1_g3_050',
  family,
  input,
  variant: { scale: 0.5 },
  checkpoints: ofG3x050,
};
export const shufflenetv1_g3_100: Spec = {
  name: 'shufflenetv1_g3_100',
  family,
  input,
  variant: {},
  checkpoints: ofG3x100,
};
export const shufflenetv1_g3_150: Spec = {
  name: 'shufflenetv1_g3_150',
  family,
  input,
  variant: { scale: 1.5 },
  checkpoints: ofG3x150,
};
export const shufflenetv1_g3_200: Spec = {
  name: 'shufflenetv1_g3_200',
  family,
  input,
  variant: { scale: 2 },
  checkpoints: ofG3x200,
};
export const shufflenetv1_g4_100: Spec = {
  name: 'shufflenetv1_g4_100',
  family,
  input,
  variant: { groups: 4 },
  checkpoints: none,
};
export const shufflenetv1_g4_200: Spec = {
  name: 'shufflenetv1_g4_200',
  family,
  input,
  variant: { groups: 4, scale: 2 },
  checkpoints: none,
};
export const shufflenetv1_g8_050: Spec = {
  name: 'shufflenetv1_g8_050',
  family,
  input,
  variant: { groups: 8, scale: 0.5 },
  checkpoints: ofG8x050,
};
export const shufflenetv1_g8_100: Spec = {
  name: 'shufflenetv1_g8_100',
  family,
  input,
  variant: { groups: 8 },
  checkpoints: ofG8x100,
};
export const shufflenetv1_g8_150: Spec = {
  name: 'shufflenetv1_g8_150',
  family,
  input,
  variant: { groups: 8, scale: 1.5 },
  checkpoints: ofG8x150,
};
export const shufflenetv1_g8_200: Spec = {
  name: 'shufflenetv1_g8_200',
  family,
  input,
  variant: { groups: 8, scale: 2 },
  checkpoints: ofG8x200,
};
