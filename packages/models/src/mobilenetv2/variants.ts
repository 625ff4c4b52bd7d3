// The published MobileNetV2s, a line each.

import { timm } from '../shared/checkpoint-entry.js';
import { imagenet224 as input, type ModelSpec } from '../shared/spec.js';
import { mobilenetv2 as family, type mobilenetv2Options } from './family.js';

type Spec = ModelSpec<typeof mobilenetv2Options>;

const lamb050 = () => [timm('mobilenetv2_050', 'lamb_in1k', { top1: { 224: 65.928 } })];
const ra100 = () => [timm('mobilenetv2_100', 'ra_in1k', { top1: { 224: 72.91 } })];
const ra110d = () => [timm('mobilenetv2_110d', 'ra_in1k', { top1: { 224: 75.056 } })];
const ra120d = () => [timm('mobilenetv2_120d', 'ra_in1k', { top1: { 224: 77.3 } })];
const ra140 = () => [timm('mobilenetv2_140', 'ra_in1k', { top1: { 224: 76.528 } })];
const none = () => [];

export const mobilenetv2_035: Spec = {
  name: 'mobilenetv2_035',
  family,
  input,
  variant: { width: 0.35 },
  checkpoints: none,
};
export const mobilenetv2_050: Spec = {
  name: 'mobilenetv2_050',
  family,
  input,
  variant: { width: 0.5 },
  checkpoints: lamb050,
};
export const mobilenetv2_075: Spec = {
  name: 'mobilenetv2_075',
  family,
  input,
  variant: { width: 0.75 },
  checkpoints: none,
};
export const mobilenetv2_100: Spec = {
  name: 'mobilenetv2_100',
  family,
  input,
  variant: {},
  checkpoints: ra100,
};
export const mobilenetv2_110d: Spec = {
  name: 'mobilenetv2_110d',
  family,
  input,
  variant: { width: 1.1, depth: 1.2, fixStemHead: true },
  checkpoints: ra110d,
};
export const mobilenetv2_120d: Spec = {
  name: 'mobilenetv2_120d',
  family,
  input,
  variant: { width: 1.2, depth: 1.4, fixStemHead: true },
  checkpoints: ra120d,
};
export const mobilenetv2_140: Spec = {
  name: 'mobilenetv2_140',
  family,
  input,
  variant: { width: 1.4 },
  checkpoints: ra140,
};
