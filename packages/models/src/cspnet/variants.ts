// The published CSPNets, a line each.

import { timm } from '../shared/checkpoint-entry.js';
import { variantsOf } from '../shared/spec.js';
import { cspnet as family } from './family.js';

const input = { channels: 3, height: 256, width: 256 };
const spec = /* @__PURE__ */ variantsOf(family, input);

const ra = (model: string, top1: number) => [
  timm(model, 'ra_in1k', { size: 256, cropPct: 0.887, interpolation: 'bilinear', top1: { 256: top1 } }),
];
const ofRes = () => ra('cspresnet50', 79.578);
const ofNext = () => ra('cspresnext50', 80.548);
const ofDark = () => ra('cspdarknet53', 80.078);

export const cspresnet50 = /* @__PURE__ */ spec('cspresnet50', {}, ofRes);
export const cspresnet50d = /* @__PURE__ */ spec('cspresnet50d', { network: 'cspresnet50d' });
export const cspresnet50w = /* @__PURE__ */ spec('cspresnet50w', { network: 'cspresnet50w' });
export const cspresnext50 = /* @__PURE__ */ spec('cspresnext50', { network: 'cspresnext50' }, ofNext);
export const cspdarknet53 = /* @__PURE__ */ spec('cspdarknet53', { network: 'cspdarknet53' }, ofDark);
