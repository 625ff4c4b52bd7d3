// MobileNetV3: its family and published variants.

export { createModel } from '../shared/create-model.js';
export { mobilenetv3 } from './family.js';
export * from './variants.js';
