// ShuffleNet V1: its family and published variants.

export { createModel } from '../shared/create-model.js';
export { shufflenetv1 } from './family.js';
export * from './variants.js';
