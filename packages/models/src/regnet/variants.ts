// The published RegNetXs, a line each.

import { timm } from '../shared/checkpoint-entry.js';
import {
  regnetx002,
  regnetx004,
  regnetx004tv,
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
import { imagenet224 as input, variantsOf } from '../shared/spec.js';
import { regnet as family } from './family.js';

const spec = /* @__PURE__ */ variantsOf(family, input);

const source = 'timm, results/results-imagenet.csv @0173a13';
/** Of the paper. */
const pycls = (model: string, top1: number) => ({
  ...timm(model, 'pycls_in1k', { licence: 'MIT', top1: { 224: top1 } }),
  source,
});
/** Of torchvision, by its second recipe. */
const tv2 = (model: string, top1: number) => ({
  ...timm(model, 'tv2_in1k', { licence: 'BSD-3-Clause', cropPct: 0.965, top1: { 224: top1 } }),
  source,
});

const of002 = () => [pycls('regnetx_002', 68.746)];
const of004 = () => [pycls('regnetx_004', 72.398)];
const of004tv = () => [tv2('regnetx_004_tv', 74.596)];
const of006 = () => [pycls('regnetx_006', 73.868)];
const of008 = () => [pycls('regnetx_008', 75.03), tv2('regnetx_008', 77.304)];
const of016 = () => [pycls('regnetx_016', 76.924), tv2('regnetx_016', 79.436)];
const of032 = () => [pycls('regnetx_032', 78.168), tv2('regnetx_032', 80.926)];
const of040 = () => [pycls('regnetx_040', 78.492)];
const of064 = () => [pycls('regnetx_064', 79.066)];
const of080 = () => [pycls('regnetx_080', 79.202), tv2('regnetx_080', 81.538)];
const of120 = () => [pycls('regnetx_120', 79.588)];
const of160 = () => [pycls('regnetx_160', 79.866), tv2('regnetx_160', 82.566)];
const of320 = () => [pycls('regnetx_320', 80.246), tv2('regnetx_320', 82.81)];

export const regnetx_002 = /* @__PURE__ */ spec('regnetx_002', regnetx002, of002);
export const regnetx_004 = /* @__PURE__ */ spec('regnetx_004', regnetx004, of004);

export const regnetx_004_tv = /* @__PURE__ */ spec('regnetx_004_tv', regnetx004tv, of004tv);
export const regnetx_006 = /* @__PURE__ */ spec('regnetx_006', regnetx006, of006);
export const regnetx_008 = /* @__PURE__ */ spec('regnetx_008', regnetx008, of008);
export const regnetx_016 = /* @__PURE__ */ spec('regnetx_016', regnetx016, of016);
export const regnetx_032 = /* @__PURE__ */ spec('regnetx_032', regnetx032, of032);
export const regnetx_040 = /* @__PURE__ */ spec('regnetx_040', regnetx040, of040);
export const regnetx_064 = /* @__PURE__ */ spec('regnetx_064', regnetx064, of064);
export const regnetx_080 = /* @__PURE__ */ spec('regnetx_080', regnetx080, of080);
export const regnetx_120 = /* @__PURE__ */ spec('regnetx_120', regnetx120, of120);
export const regnetx_160 = /* @__PURE__ */ spec('regnetx_160', regnetx160, of160);
export const regnetx_320 = /* @__PURE__ */ spec('regnetx_320', regnetx320, of320);
