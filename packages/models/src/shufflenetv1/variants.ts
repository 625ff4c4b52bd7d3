// ShuffleNet V1 at every number of groups and scale that can be built, a line each.

import type { CheckpointEntry } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, variantsOf } from '../shared/spec.js';
import { shufflenetv1 as family } from './family.js';

const spec = /* @__PURE__ */ variantsOf(family, input);

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
    cropMode: 'center',
    interpolation: 'opencv-bilinear',
    mean: [0, 0, 0],
    std: [1, 1, 1],
    channelOrder: 'bgr',
    range: 255,
  },
  accuracy: [{ size: 224, top1 }],
  source: 'readme of megvii-model/ShuffleNet-Series, ShuffleNetV1',
});

const ofG3x050 = () => [megvii('0.5x', 3, 57.3)];
const ofG3x100 = () => [megvii('1.0x', 3, 67.8)];
const ofG3x150 = () => [megvii('1.5x', 3, 71.6)];
const ofG3x200 = () => [megvii('2.0x', 3, 74.1)];
const ofG8x050 = () => [megvii('0.5x', 8, 58.8)];
const ofG8x100 = () => [megvii('1.0x', 8, 68.0)];
const ofG8x150 = () => [megvii('1.5x', 8, 71.0)];
const ofG8x200 = () => [megvii('2.0x', 8, 72.9)];

export const shufflenetv1_g1_050 = /* @__PURE__ */ spec('shufflenetv1_g1_050', { groups: 1, scale: 0.5 });
export const shufflenetv1_g1_100 = /* @__PURE__ */ spec('shufflenetv1_g1_100', { groups: 1 });
export const shufflenetv1_g1_150 = /* @__PURE__ */ spec('shufflenetv1_g1_150', { groups: 1, scale: 1.5 });
export const shufflenetv1_g1_200 = /* @__PURE__ */ spec('shufflenetv1_g1_200', { groups: 1, scale: 2 });
export const shufflenetv1_g2_100 = /* @__PURE__ */ spec('shufflenetv1_g2_100', { groups: 2 });
export const shufflenetv1_g2_200 = /* @__PURE__ */ spec('shufflenetv1_g2_200', { groups: 2, scale: 2 });
export const shufflenetv1_g3_050 = /* @__PURE__ */ spec('shufflenetv1_g3_050', { scale: 0.5 }, ofG3x050);
export const shufflenetv1_g3_100 = /* @__PURE__ */ spec('shufflenetv1_g3_100', {}, ofG3x100);
export const shufflenetv1_g3_150 = /* @__PURE__ */ spec('shufflenetv1_g3_150', { scale: 1.5 }, ofG3x150);
export const shufflenetv1_g3_200 = /* @__PURE__ */ spec('shufflenetv1_g3_200', { scale: 2 }, ofG3x200);
export const shufflenetv1_g4_100 = /* @__PURE__ */ spec('shufflenetv1_g4_100', { groups: 4 });
export const shufflenetv1_g4_200 = /* @__PURE__ */ spec('shufflenetv1_g4_200', { groups: 4, scale: 2 });
export const shufflenetv1_g8_050 = /* @__PURE__ */ spec(
  'shufflenetv1_g8_050',
  { groups: 8, scale: 0.5 },
  ofG8x050,
);
export const shufflenetv1_g8_100 = /* @__PURE__ */ spec('shufflenetv1_g8_100', { groups: 8 }, ofG8x100);
export const shufflenetv1_g8_150 = /* @__PURE__ */ spec(
  'shufflenetv1_g8_150',
  { groups: 8, scale: 1.5 },
  ofG8x150,
);
export const shufflenetv1_g8_200 = /* @__PURE__ */ spec(
  'shufflenetv1_g8_200',
  { groups: 8, scale: 2 },
  ofG8x200,
);
