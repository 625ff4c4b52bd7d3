// The published MobileNetV3s, a line each.

import { timm, torchvision } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, variantsOf } from '../shared/spec.js';
import { mobilenetv3 as family } from './family.js';

const spec = /* @__PURE__ */ variantsOf(family, input);

const input256 = { channels: 3, height: 256, width: 256 };

/** As its authors trained it. */
const tvOptions = { bnEps: 1e-3 };

const lamb = (model: string, top1: number) => [timm(model, 'lamb_in1k', { top1: { 224: top1 } })];
/** Trained in TensorFlow: "same" padding and BatchNorm's epsilon of 1e-3 go with them. */
const google = (model: string, top1: number) => [
  timm(model, 'in1k', { interpolation: 'bilinear', statistics: 'half', top1: { 224: top1 } }),
];

const of100 = () => [
  timm('mobilenetv3_large_100', 'ra_in1k', { top1: { 224: 75.784 } }),
  timm('mobilenetv3_large_100', 'ra4_e3600_r224_in1k', {
    test: [256, 1],
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
  torchvision('mobilenet_v3_large-8738ca79', 'tv_in1k', { top1: 74.042, options: tvOptions }),
  torchvision('mobilenet_v3_large-5c1a4163', 'tv2_in1k', { top1: 75.274, resize: 232, options: tvOptions }),
];
const of150d = () => [
  timm('mobilenetv3_large_150d', 'ra4_e3600_r256_in1k', {
    test: [320, 1],
    size: 256,
    cropPct: 0.95,
    interpolation: 'bilinear',
    statistics: 'half',
    top1: { 256: 80.994, 320: 81.832 },
  }),
];
const ofSmall050 = () => lamb('mobilenetv3_small_050', 57.918);
const ofSmall075 = () => lamb('mobilenetv3_small_075', 65.284);
const ofSmall100 = () => [
  ...lamb('mobilenetv3_small_100', 67.636),
  torchvision('mobilenet_v3_small-047dcff4', 'tv_in1k', { top1: 67.668, options: tvOptions }),
];
const ofRw = () => [timm('mobilenetv3_rw', 'rmsp_in1k', { top1: { 224: 75.616 } })];
const ofTfLarge075 = () => google('tf_mobilenetv3_large_075', 73.442);
const ofTfLarge100 = () => google('tf_mobilenetv3_large_100', 75.51);
const ofTfLargeMinimal100 = () => google('tf_mobilenetv3_large_minimal_100', 72.27);
const ofTfSmall075 = () => google('tf_mobilenetv3_small_075', 65.706);
const ofTfSmall100 = () => google('tf_mobilenetv3_small_100', 67.922);
const ofTfSmallMinimal100 = () => google('tf_mobilenetv3_small_minimal_100', 62.892);

export const mobilenetv3_large_075 = /* @__PURE__ */ spec('mobilenetv3_large_075', { width: 0.75 });
export const mobilenetv3_large_100 = /* @__PURE__ */ spec('mobilenetv3_large_100', {}, of100);
export const mobilenetv3_large_150d = /* @__PURE__ */ spec(
  'mobilenetv3_large_150d',
  { width: 1.5, depth: 1.2 },
  of150d,
  input256,
);
export const mobilenetv3_small_050 = /* @__PURE__ */ spec(
  'mobilenetv3_small_050',
  { network: 'small', width: 0.5 },
  ofSmall050,
);
export const mobilenetv3_small_075 = /* @__PURE__ */ spec(
  'mobilenetv3_small_075',
  { network: 'small', width: 0.75 },
  ofSmall075,
);
export const mobilenetv3_small_100 = /* @__PURE__ */ spec(
  'mobilenetv3_small_100',
  { network: 'small' },
  ofSmall100,
);
export const mobilenetv3_rw = /* @__PURE__ */ spec('mobilenetv3_rw', { form: 'rw', bnEps: 1e-3 }, ofRw);
export const tf_mobilenetv3_large_075 = /* @__PURE__ */ spec(
  'tf_mobilenetv3_large_075',
  { width: 0.75, padType: 'same', bnEps: 1e-3 },
  ofTfLarge075,
);
export const tf_mobilenetv3_large_100 = /* @__PURE__ */ spec(
  'tf_mobilenetv3_large_100',
  { padType: 'same', bnEps: 1e-3 },
  ofTfLarge100,
);
export const tf_mobilenetv3_large_minimal_100 = /* @__PURE__ */ spec(
  'tf_mobilenetv3_large_minimal_100',
  { minimal: true, padType: 'same', bnEps: 1e-3 },
  ofTfLargeMinimal100,
);
export const tf_mobilenetv3_small_075 = /* @__PURE__ */ spec(
  'tf_mobilenetv3_small_075',
  { network: 'small', width: 0.75, padType: 'same', bnEps: 1e-3 },
  ofTfSmall075,
);
export const tf_mobilenetv3_small_100 = /* @__PURE__ */ spec(
  'tf_mobilenetv3_small_100',
  { network: 'small', padType: 'same', bnEps: 1e-3 },
  ofTfSmall100,
);
export const tf_mobilenetv3_small_minimal_100 = /* @__PURE__ */ spec(
  'tf_mobilenetv3_small_minimal_100',
  { network: 'small', minimal: true, padType: 'same', bnEps: 1e-3 },
  ofTfSmallMinimal100,
);
