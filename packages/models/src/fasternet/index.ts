// FasterNet: its family and published variants.

export { createModel } from '../shared/create-model.js';
export { fasternet } from './family.js';
export * from './variants.js';
