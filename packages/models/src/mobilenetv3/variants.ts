// The published MobileNetV3s, a line each.

import { timm } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, type ModelSpec } from '../shared/spec.js';
import { mobilenetv3 as family, type mobilenetv3Options } from './family.js';

type Spec = ModelSpec<typeof mobilenetv3Options>;

const input256 = { channels: 3, height: 256, width: 256 };

const lamb = (model: string, top1: number) => [timm(model, 'lamb_in1k', { top1: { 224: top1 } })];
/** Trained in TensorFlow: "same" padding and BatchNorm's epsilon of 1e-3 go with them. */
const google = (model: string, top1: number) => [
  timm(model, 'in1k', { interpolation: 'bilinear', statistics: 'half', top1: { 224: top1 } }),
];

const none = () => [];
const of100 = () => [
  timm('mobilenetv3_large_100', 'ra_in1k', { top1: { 224: 75.784 } }),
  timm('mobilenetv3_large_100', 'ra4_e3600_r224_in1k', {
    cropPct: 0.95,
    statistics: 'half',
    top1: { 224: 76.31, 256: 77.182 },
  }),
  timm('mobilenetv3_large_100', 'miil_in21k_ft_in1k', {
    interpolation: 'bilinear',
    statistics: 'none',
    top1: { 224: 77.92 },
  }),
  timm('mobilenetv3_large_100', 'miil_in21k', {
    interpolation: 'bilinear',
    statistics: 'none',
    numClasses: 11221,
    top1: {},
  }),
];
const of150d = () => [
  timm('mobilenetv3_large_150d', 'ra4_e3600_r256_in1k', {
    size: 256,
    cropPct: 0.95,
    interpolation: 'bilinear',
    statistics: 'half',
    top1: { 256: 80.994, 320: 81.832 },
  }),
];
const ofSmall050 = () => lamb('mobilenetv3_small_050', 57.918);
const ofSmall075 = () => lamb('mobilenetv3_small_075', 65.284);
const ofSmall100 = () => lamb('mobilenetv3_small_100', 67.636);
const ofRw = () => [timm('mobilenetv3_rw', 'rmsp_in1k', { top1: { 224: 75.616 } })];
const ofTfLarge075 = () => google('tf_mobilenetv3_large_075', 73.442);
const ofTfLarge100 = () => google('tf_mobilenetv3_large_100', 75.51);
const ofTfLargeMinimal100 = () => google('tf_mobilenetv3_large_minimal_100', 72.27);
const ofTfSmall075 = () => google('tf_mobilenetv3_small_075', 65.706);
const ofTfSmall100 = () => google('tf_mobilenetv3_small_100', 67.922);
const ofTfSmallMinimal100 = () => google('tf_mobilenetv3_small_minimal_100', 62.892);

export const mobilenetv3_large_075: Spec = {
  name: 'mobilenetv3_large_075',
  family,
  input,
  variant: { width: 0.75 },
  checkpoints: none,
};
export const mobilenetv3_large_100: Spec = {
  name: 'mobilenetv3_large_100',
  family,
  input,
  variant: {},
  checkpoints: of100,
};
export const mobilenetv3_large_150d: Spec = {
  name: 'mobilenetv3_large_150d',
  family,
  input: input256,
  variant: { width: 1.5, depth: 1.2 },
  checkpoints: of150d,
};
export const mobilenetv3_small_050: Spec = {
  name: 'mobilenetv3_small_050',
  family,
  input,
  variant: { network: 'small', width: 0.5 },
  checkpoints: ofSmall050,
};
export const mobilenetv3_small_075: Spec = {
  name: 'mobilenetv3_small_075',
  family,
  input,
  variant: { network: 'small', width: 0.75 },
  checkpoints: ofSmall075,
};
export const mobilenetv3_small_100: Spec = {
  name: 'mobilenetv3_small_100',
  family,
  input,
  variant: { network: 'small' },
  checkpoints: ofSmall100,
};
export const mobilenetv3_rw: Spec = {
  name: 'mobilenetv3_rw',
  family,
  input,
  variant: { form: 'rw', bnEps: 1e-3 },
  checkpoints: ofRw,
};
export const tf_mobilenetv3_large_075: Spec = {
  name: 'tf_mobilenetv3_large_075',
  family,
  input,
  variant: { width: 0.75, padType: 'same', bnEps: 1e-3 },
  checkpoints: ofTfLarge075,
};
export const tf_mobilenetv3_large_100: Spec = {
  name: 'tf_mobilenetv3_large_100',
  family,
  input,
  variant: { padType: 'same', bnEps: 1e-3 },
  checkpoints: ofTfLarge100,
};
export const tf_mobilenetv3_large_minimal_100: Spec = {
  name: 'tf_mobilenetv3_large_minimal_100',
  family,
  input,
  variant: { minimal: true, padType: 'same', bnEps: 1e-3 },
  checkpoints: ofTfLargeMinimal100,
};
export const tf_mobilenetv3_small_075: Spec = {
  name: 'tf_mobilenetv3_small_075',
  family,
  input,
  variant: { network: 'small', width: 0.75, padType: 'same', bnEps: 1e-3 },
  checkpoints: ofTfSmall075,
};
export const tf_mobilenetv3_small_100: Spec = {
  name: 'tf_mobilenetv3_small_100',
  family,
  input,
  variant: { network: 'small', padType: 'same', bnEps: 1e-3 },
  checkpoints: ofTfSmall100,
};
export const tf_mobilenetv3_small_minimal_100: Spec = {
  name: 'tf_mobilenetv3_small_minimal_100',
  family,
  input,
  variant: { network: 'small', minimal: true, padType: 'same', bnEps: 1e-3 },
  checkpoints: ofTfSmallMinimal100,
};
