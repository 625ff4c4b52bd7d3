// The published FasterNets, a line each: table 1 of arXiv:2303.03667.

import { timm } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, variantsOf } from '../shared/spec.js';
import { fasternet as family } from './family.js';

const spec = /* @__PURE__ */ variantsOf(family, input);

const in1k = (model: string, top1: number) => [
  timm(model, 'in1k', { cropPct: 1, test: [224, 0.9], top1: { 224: top1 } }),
];
const ofT0 = () => in1k('fasternet_t0', 71.732);
const ofT1 = () => in1k('fasternet_t1', 75.922);
const ofT2 = () => in1k('fasternet_t2', 78.738);
const ofS = () => in1k('fasternet_s', 81.328);
const ofM = () => in1k('fasternet_m', 82.848);
const ofL = () => in1k('fasternet_l', 83.516);

export const fasternet_t0 = /* @__PURE__ */ spec('fasternet_t0', { dim: 40, act: 'gelu' }, ofT0);
export const fasternet_t1 = /* @__PURE__ */ spec('fasternet_t1', { dim: 64, act: 'gelu' }, ofT1);
export const fasternet_t2 = /* @__PURE__ */ spec('fasternet_t2', { dim: 96 }, ofT2);
export const fasternet_s = /* @__PURE__ */ spec('fasternet_s', { dim: 128, depths: [1, 2, 13, 2] }, ofS);
export const fasternet_m = /* @__PURE__ */ spec('fasternet_m', { dim: 144, depths: [3, 4, 18, 3] }, ofM);
export const fasternet_l = /* @__PURE__ */ spec('fasternet_l', { dim: 192, depths: [3, 4, 18, 3] }, ofL);
