// The published MobileNetV4s, a line each.

import { timm } from '../shared/checkpoint-entry.js';
import { imagenet224, variantsOf } from '../shared/spec.js';
import { mobilenetv4 as family } from './family.js';

const spec = /* @__PURE__ */ variantsOf(family, imagenet224);

const at256 = { channels: 3, height: 256, width: 256 };
const at384 = { channels: 3, height: 384, width: 384 };
const at448 = { channels: 3, height: 448, width: 448 };

const ofConvSmall = () => [
  timm('mobilenetv4_conv_small', 'e2400_r224_in1k', {
    test: [256, 0.95],
    top1: { 224: 73.756, 256: 74.644 },
  }),
  timm('mobilenetv4_conv_small', 'e1200_r224_in1k', { test: [256, 0.95], top1: { 224: 73.45, 256: 74.282 } }),
  timm('mobilenetv4_conv_small', 'e3600_r256_in1k', {
    test: [320, 1],
    size: 256,
    cropPct: 0.95,
    statistics: 'half',
    top1: { 256: 74.534, 320: 75.616 },
  }),
];
const ofConvSmall050 = () => [
  timm('mobilenetv4_conv_small_050', 'e3000_r224_in1k', {
    test: [256, 0.95],
    statistics: 'half',
    top1: { 224: 64.778, 256: 65.826 },
  }),
];
const ofConvMedium = () => [
  timm('mobilenetv4_conv_medium', 'e500_r256_in1k', {
    test: [320, 1],
    size: 256,
    cropPct: 0.95,
    top1: { 256: 79.916, 320: 80.89 },
  }),
  timm('mobilenetv4_conv_medium', 'e500_r224_in1k', {
    test: [256, 1],
    cropPct: 0.95,
    top1: { 224: 79.092, 256: 79.836 },
  }),
  timm('mobilenetv4_conv_medium', 'e250_r384_in12k_ft_in1k', {
    size: 384,
    cropPct: 0.95,
    top1: { 384: 82.776 },
  }),
  timm('mobilenetv4_conv_medium', 'e180_r384_in12k', { size: 384, cropPct: 1, numClasses: 11821, top1: {} }),
  timm('mobilenetv4_conv_medium', 'e180_ad_r384_in12k', {
    size: 384,
    cropPct: 1,
    numClasses: 11821,
    top1: {},
  }),
  timm('mobilenetv4_conv_medium', 'e250_r384_in12k', { size: 384, cropPct: 1, numClasses: 11821, top1: {} }),
];
const ofConvLarge = () => [
  timm('mobilenetv4_conv_large', 'e600_r384_in1k', {
    test: [448, 1],
    size: 384,
    cropPct: 0.95,
    top1: { 384: 82.974, 448: 83.418 },
  }),
  timm('mobilenetv4_conv_large', 'e500_r256_in1k', {
    test: [320, 1],
    size: 256,
    cropPct: 0.95,
    top1: { 256: 81.864, 320: 82.672 },
  }),
];
const ofConvAaLarge = () => [
  timm('mobilenetv4_conv_aa_large', 'e230_r448_in12k_ft_in1k', {
    test: [544, 1],
    size: 448,
    cropPct: 0.95,
    top1: { 448: 84.668, 544: 84.99 },
  }),
  timm('mobilenetv4_conv_aa_large', 'e230_r384_in12k_ft_in1k', {
    test: [480, 1],
    size: 384,
    cropPct: 0.95,
    top1: { 384: 84.314, 480: 84.772 },
  }),
  timm('mobilenetv4_conv_aa_large', 'e600_r384_in1k', {
    test: [480, 1],
    size: 384,
    cropPct: 0.95,
    top1: { 384: 83.264, 480: 83.826 },
  }),
  timm('mobilenetv4_conv_aa_large', 'e230_r384_in12k', {
    test: [448, 1],
    size: 384,
    cropPct: 0.95,
    numClasses: 11821,
    top1: {},
  }),
];
const ofConvBlurMedium = () => [
  timm('mobilenetv4_conv_blur_medium', 'e500_r224_in1k', {
    test: [256, 1],
    cropPct: 0.95,
    top1: { 224: 79.446, 256: 80.152 },
  }),
];
const ofHybridMedium = () => [
  timm('mobilenetv4_hybrid_medium', 'e200_r256_in12k_ft_in1k', {
    test: [320, 1],
    size: 256,
    cropPct: 0.95,
    top1: { 256: 82.36, 320: 82.998 },
  }),
  timm('mobilenetv4_hybrid_medium', 'ix_e550_r256_in1k', {
    test: [320, 1],
    size: 256,
    cropPct: 0.95,
    top1: { 256: 81.478, 320: 82.5 },
  }),
  timm('mobilenetv4_hybrid_medium', 'ix_e550_r384_in1k', {
    test: [448, 1],
    size: 384,
    cropPct: 0.95,
    top1: { 384: 82.952, 448: 83.39 },
  }),
  timm('mobilenetv4_hybrid_medium', 'e500_r224_in1k', {
    test: [256, 1],
    cropPct: 0.95,
    top1: { 224: 80.432, 256: 81.284 },
  }),
  timm('mobilenetv4_hybrid_medium', 'e200_r256_in12k', {
    test: [320, 1],
    size: 256,
    cropPct: 0.95,
    numClasses: 11821,
    top1: {},
  }),
];
const ofHybridLarge = () => [
  timm('mobilenetv4_hybrid_large', 'ix_e600_r384_in1k', {
    test: [448, 1],
    size: 384,
    cropPct: 0.95,
    top1: { 384: 83.996, 448: 84.352 },
  }),
  timm('mobilenetv4_hybrid_large', 'e600_r384_in1k', {
    test: [448, 1],
    size: 384,
    cropPct: 0.95,
    top1: { 384: 83.826, 448: 84.264 },
  }),
];

export const mobilenetv4_conv_small = /* @__PURE__ */ spec(
  'mobilenetv4_conv_small',
  { network: 'conv_small' },
  ofConvSmall,
);
export const mobilenetv4_conv_small_035 = /* @__PURE__ */ spec('mobilenetv4_conv_small_035', {
  network: 'conv_small',
  width: 0.35,
});
export const mobilenetv4_conv_small_050 = /* @__PURE__ */ spec(
  'mobilenetv4_conv_small_050',
  { network: 'conv_small', width: 0.5 },
  ofConvSmall050,
);
export const mobilenetv4_conv_medium = /* @__PURE__ */ spec(
  'mobilenetv4_conv_medium',
  { network: 'conv_medium' },
  ofConvMedium,
  at256,
);
export const mobilenetv4_conv_large = /* @__PURE__ */ spec(
  'mobilenetv4_conv_large',
  { network: 'conv_large' },
  ofConvLarge,
  at384,
);
export const mobilenetv4_conv_aa_medium = /* @__PURE__ */ spec(
  'mobilenetv4_conv_aa_medium',
  { network: 'conv_medium', antialias: 'avg' },
  undefined,
  at256,
);
export const mobilenetv4_conv_aa_large = /* @__PURE__ */ spec(
  'mobilenetv4_conv_aa_large',
  { network: 'conv_large', antialias: 'avg' },
  ofConvAaLarge,
  at448,
);
export const mobilenetv4_conv_blur_medium = /* @__PURE__ */ spec(
  'mobilenetv4_conv_blur_medium',
  { network: 'conv_medium', antialias: 'blur' },
  ofConvBlurMedium,
);
export const mobilenetv4_hybrid_medium = /* @__PURE__ */ spec(
  'mobilenetv4_hybrid_medium',
  { network: 'hybrid_medium' },
  ofHybridMedium,
  at256,
);
export const mobilenetv4_hybrid_medium_075 = /* @__PURE__ */ spec('mobilenetv4_hybrid_medium_075', {
  network: 'hybrid_medium',
  width: 0.75,
});
export const mobilenetv4_hybrid_large = /* @__PURE__ */ spec(
  'mobilenetv4_hybrid_large',
  { network: 'hybrid_large' },
  ofHybridLarge,
  at384,
);
export const mobilenetv4_hybrid_large_075 = /* @__PURE__ */ spec(
  'mobilenetv4_hybrid_large_075',
  { network: 'hybrid_large', width: 0.75 },
  undefined,
  at256,
);
