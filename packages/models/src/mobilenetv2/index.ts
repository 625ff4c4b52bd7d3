// MobileNetV2: `createModel(mobilenetv2_100, { numClasses: 10 })`.

export { createModel } from '../shared/create-model.js';
export { mobilenetv2 } from './family.js';
export * from './variants.js';
