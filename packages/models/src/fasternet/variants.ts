// The published FasterNets, a line each: table 1 of arXiv:2303.03667.

import { timm } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, type ModelSpec } from '../shared/spec.js';
import { fasternet as family, type fasternetOptions } from './family.js';

type Spec = ModelSpec<typeof fasternetOptions>;

const in1k = (model: string, top1: number) => [timm(model, 'in1k', { cropPct: 1, top1: { 224: top1 } })];
const ofT0 = () => in1k('fasternet_t0', 71.732);
const ofT1 = () => in1k('fasternet_t1', 75.922);
const ofT2 = () => in1k('fasternet_t2', 78.738);
const ofS = () => in1k('fasternet_s', 81.328);
const ofM = () => in1k('fasternet_m', 82.848);
const ofL = () => in1k('fasternet_l', 83.516);

export const fasternet_t0: Spec = {
  name: 'fasternet_t0',
  family,
  input,
  variant: { dim: 40, act: 'gelu' },
  checkpoints: ofT0,
};
export const fasternet_t1: Spec = {
  name: 'fasternet_t1',
  family,
  input,
  variant: { dim: 64, act: 'gelu' },
  checkpoints: ofT1,
};
export const fasternet_t2: Spec = {
  name: 'fasternet_t2',
  family,
  input,
  variant: { dim: 96 },
  checkpoints: ofT2,
};
export const fasternet_s: Spec = {
  name: 'fasternet_s',
  family,
  input,
  variant: { dim: 128, depths: [1, 2, 13, 2] },
  checkpoints: ofS,
};
export const fasternet_m: Spec = {
  name: 'fasternet_m',
  family,
  input,
  variant: { dim: 144, depths: [3, 4, 18, 3] },
  checkpoints: ofM,
};
export const fasternet_l: Spec = {
  name: 'fasternet_l',
  family,
  input,
  variant: { dim: 192, depths: [3, 4, 18, 3] },
  checkpoints: ofL,
};
