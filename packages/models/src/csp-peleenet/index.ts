// CSPPeleeNet: its family and published variants.

export { createModel } from '../shared/create-model.js';
export { cspPeleenet } from './family.js';
export * from './variants.js';
