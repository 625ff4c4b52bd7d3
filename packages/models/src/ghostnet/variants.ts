// The published GhostNets, a line each.

import { timm } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, type ModelSpec } from '../shared/spec.js';
import { ghostnet as family, type ghostnetOptions } from './family.js';

type Spec = ModelSpec<typeof ghostnetOptions>;

const in1k = (model: string, top1: number) => [timm(model, 'in1k', { top1: { 224: top1 } })];
const none = () => [];
const of100 = () => in1k('ghostnet_100', 73.958);
const ofV2x100 = () => in1k('ghostnetv2_100', 75.186);
const ofV2x130 = () => in1k('ghostnetv2_130', 76.746);
const ofV2x160 = () => in1k('ghostnetv2_160', 77.836);
const ofV3x100 = () => in1k('ghostnetv3_100', 76.936);

export const ghostnet_050: Spec = {
  name: 'ghostnet_050',
  family,
  input,
  variant: { width: 0.5 },
  checkpoints: none,
};
export const ghostnet_100: Spec = {
  name: 'ghostnet_100',
  family,
  input,
  variant: {},
  checkpoints: of100,
};
export const ghostnet_130: Spec = {
  name: 'ghostnet_130',
  family,
  input,
  variant: { width: 1.3 },
  checkpoints: none,
};
export const ghostnetv2_100: Spec = {
  name: 'ghostnetv2_100',
  family,
  input,
  variant: { version: 'v2' },
  checkpoints: ofV2x100,
};
export const ghostnetv2_130: Spec = {
  name: 'ghostnetv2_130',
  family,
  input,
  variant: { version: 'v2', width: 1.3 },
  checkpoints: ofV2x130,
};
export const ghostnetv2_160: Spec = {
  name: 'ghostnetv2_160',
  family,
  input,
  variant: { version: 'v2', width: 1.6 },
  checkpoints: ofV2x160,
};
export const ghostnetv3_050: Spec = {
  name: 'ghostnetv3_050',
  family,
  input,
  variant: { version: 'v3', width: 0.5 },
  checkpoints: none,
};
export const ghostnetv3_100: Spec = {
  name: 'ghostnetv3_100',
  family,
  input,
  variant: { version: 'v3' },
  checkpoints: ofV3x100,
};
export const ghostnetv3_130: Spec = {
  name: 'ghostnetv3_130',
  family,
  input,
  variant: { version: 'v3', width: 1.3 },
  checkpoints: none,
};
export const ghostnetv3_160: Spec = {
  name: 'ghostnetv3_160',
  family,
  input,
  variant: { version: 'v3', width: 1.6 },
  checkpoints: none,
};
