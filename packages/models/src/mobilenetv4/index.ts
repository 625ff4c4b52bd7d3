// MobileNetV4: its family and published variants.

export { createModel } from '../shared/create-model.js';
export { mobilenetv4 } from './family.js';
export * from './variants.js';
