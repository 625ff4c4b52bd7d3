// G-Ghost RegNet: its family and official variants.

export { createModel } from '../shared/create-model.js';
export { gGhostRegnet } from './family.js';
export * from './variants.js';
