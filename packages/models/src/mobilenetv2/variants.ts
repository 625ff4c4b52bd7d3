// The published MobileNetV2s, a line each.

import { timm, torchvision } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, variantsOf } from '../shared/spec.js';
import { mobilenetv2 as family } from './family.js';

const spec = /* @__PURE__ */ variantsOf(family, input);

const lamb050 = () => [timm('mobilenetv2_050', 'lamb_in1k', { top1: { 224: 65.928 } })];
const of100 = () => [
  timm('mobilenetv2_100', 'ra_in1k', { top1: { 224: 72.91 } }),
  torchvision('mobilenet_v2-b0353104', 'tv_in1k', { top1: 71.878 }),
  torchvision('mobilenet_v2-7ebf99e0', 'tv2_in1k', { top1: 72.154, resize: 232 }),
];
const ra110d = () => [timm('mobilenetv2_110d', 'ra_in1k', { top1: { 224: 75.056 } })];
const ra120d = () => [timm('mobilenetv2_120d', 'ra_in1k', { top1: { 224: 77.3 } })];
const ra140 = () => [timm('mobilenetv2_140', 'ra_in1k', { top1: { 224: 76.528 } })];

export const mobilenetv2_035 = /* @__PURE__ */ spec('mobilenetv2_035', { width: 0.35 });
export const mobilenetv2_050 = /* @__PURE__ */ spec('mobilenetv2_050', { width: 0.5 }, lamb050);
export const mobilenetv2_075 = /* @__PURE__ */ spec('mobilenetv2_075', { width: 0.75 });
export const mobilenetv2_100 = /* @__PURE__ */ spec('mobilenetv2_100', {}, of100);
export const mobilenetv2_110d = /* @__PURE__ */ spec(
  'mobilenetv2_110d',
  { width: 1.1, depth: 1.2, fixStemHead: true },
  ra110d,
);
export const mobilenetv2_120d = /* @__PURE__ */ spec(
  'mobilenetv2_120d',
  { width: 1.2, depth: 1.4, fixStemHead: true },
  ra120d,
);
export const mobilenetv2_140 = /* @__PURE__ */ spec('mobilenetv2_140', { width: 1.4 }, ra140);
