// The published CSPNets, a line each.

import { timm } from '../shared/checkpoint-entry.js';
import type { ModelSpec } from '../shared/spec.js';
import { type cspnetOptions, cspnet as family } from './family.js';

type Spec = ModelSpec<typeof cspnetOptions>;

const input = { channels: 3, height: 256, width: 256 };
const ra = (model: string, top1: number) => [
  timm(model, 'ra_in1k', { size: 256, cropPct: 0.887, interpolation: 'bilinear', top1: { 256: top1 } }),
];
const none = () => [];
const ofRes = () => ra('cspresnet50', 79.578);
const ofNext = () => ra('cspresnext50', 80.548);
const ofDark = () => ra('cspdarknet53', 80.078);

export const cspresnet50: Spec = { name: 'cspresnet50', family, input, variant: {}, checkpoints: ofRes };
export const cspresnet50d: Spec = {
  name: 'cspresnet50d',
  family,
  input,
  variant: { network: 'cspresnet50d' },
  checkpoints: none,
};
export const cspresnet50w: Spec = {
  name: 'cspresnet50w',
  family,
  input,
  variant: { network: 'cspresnet50w' },
  checkpoints: none,
};
export const cspresnext50: Spec = {
  name: 'cspresnext50',
  family,
  input,
  variant: { network: 'cspresnext50' },
  checkpoints: ofNext,
};
export const cspdarknet53: Spec = {
  name: 'cspdarknet53',
  family,
  input,
  variant: { network: 'cspdarknet53' },
  checkpoints: ofDark,
};
