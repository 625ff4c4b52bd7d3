// PeleeNet and CSPPeleeNet, a line each.

import { imagenet224 as input, variantsOf } from '../shared/spec.js';
import { cspPeleenet as family } from './family.js';

const spec = /* @__PURE__ */ variantsOf(family, input);

export const csp_peleenet = /* @__PURE__ */ spec('csp_peleenet', {});
export const peleenet = /* @__PURE__ */ spec('peleenet', { partialRatio: 1 });
