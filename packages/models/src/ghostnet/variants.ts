// The published GhostNets, a line each.

import { timm } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, variantsOf } from '../shared/spec.js';
import { ghostnet as family } from './family.js';

const spec = /* @__PURE__ */ variantsOf(family, input);

const in1k = (model: string, top1: number) => [timm(model, 'in1k', { top1: { 224: top1 } })];
const of100 = () => in1k('ghostnet_100', 73.958);
const ofV2x100 = () => in1k('ghostnetv2_100', 75.186);
const ofV2x130 = () => in1k('ghostnetv2_130', 76.746);
const ofV2x160 = () => in1k('ghostnetv2_160', 77.836);
const ofV3x100 = () => in1k('ghostnetv3_100', 76.936);

export const ghostnet_050 = /* @__PURE__ */ spec('ghostnet_050', { width: 0.5 });
export const ghostnet_100 = /* @__PURE__ */ spec('ghostnet_100', {}, of100);
export const ghostnet_130 = /* @__PURE__ */ spec('ghostnet_130', { width: 1.3 });
export const ghostnetv2_100 = /* @__PURE__ */ spec('ghostnetv2_100', { version: 'v2' }, ofV2x100);
export const ghostnetv2_130 = /* @__PURE__ */ spec('ghostnetv2_130', { version: 'v2', width: 1.3 }, ofV2x130);
export const ghostnetv2_160 = /* @__PURE__ */ spec('ghostnetv2_160', { version: 'v2', width: 1.6 }, ofV2x160);
export const ghostnetv3_050 = /* @__PURE__ */ spec('ghostnetv3_050', { version: 'v3', width: 0.5 });
export const ghostnetv3_100 = /* @__PURE__ */ spec('ghostnetv3_100', { version: 'v3' }, ofV3x100);
export const ghostnetv3_130 = /* @__PURE__ */ spec('ghostnetv3_130', { version: 'v3', width: 1.3 });
export const ghostnetv3_160 = /* @__PURE__ */ spec('ghostnetv3_160', { version: 'v3', width: 1.6 });
