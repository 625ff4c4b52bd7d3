// GhostNet V1, V2, V3: its family and published variants.

export { createModel } from '../shared/create-model.js';
export { ghostnet } from './family.js';
export * from './variants.js';
