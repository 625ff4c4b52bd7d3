// RegNetX: its family and published variants.

export { createModel } from '../shared/create-model.js';
export { regnet } from './family.js';
export * from './variants.js';
