// CSPNet: its family and published variants.

export { createModel } from '../shared/create-model.js';
export { cspnet } from './family.js';
export * from './variants.js';
