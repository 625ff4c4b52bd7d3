// The published MobileNetV1s, a line each.

import { timm } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, variantsOf } from '../shared/spec.js';
import { mobilenetv1 as family } from './family.js';

const spec = /* @__PURE__ */ variantsOf(family, input);

const tag = 'ra4_e3600_r224_in1k';
const ra4 = (model: string, top1: Record<number, number>, cropPct = 0.875, testCropPct = 0.95) => [
  timm(model, tag, { cropPct, test: [256, testCropPct], statistics: 'half', top1 }),
];
const of100 = () => ra4('mobilenetv1_100', { 224: 75.388, 256: 76.088 });
const of100h = () => ra4('mobilenetv1_100h', { 224: 75.664, 256: 76.598 });
const of125 = () => ra4('mobilenetv1_125', { 224: 76.92, 256: 77.612 }, 0.9, 1);

export const mobilenetv1_100 = /* @__PURE__ */ spec('mobilenetv1_100', {}, of100);
export const mobilenetv1_100h = /* @__PURE__ */ spec('mobilenetv1_100h', { headConv: true }, of100h);
export const mobilenetv1_125 = /* @__PURE__ */ spec('mobilenetv1_125', { width: 1.25 }, of125);
