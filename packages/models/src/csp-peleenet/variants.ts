// PeleeNet and CSPPeleeNet, a line each.

import { imagenet224 as input, type ModelSpec } from '../shared/spec.js';
import { type cspPeleenetOptions, cspPeleenet as family } from './family.js';

type Spec = ModelSpec<typeof cspPeleenetOptions>;

const none = () => [];

export const csp_peleenet: Spec = { name: 'csp_peleenet', family, input, variant: {}, checkpoints: none };
export const peleenet: Spec = {
  name: 'peleenet',
  family,
  input,
  variant: { partialRatio: 1 },
  checkpoints: none,
};
