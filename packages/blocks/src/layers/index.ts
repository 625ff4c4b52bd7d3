// Layers: what blocks are made of.

export * from './activations.js';
export { averageBlur, binomialBlur } from './antialias.js';
export { type BatchNormOptions, batchNorm } from './batch-norm.js';
export { channels, makeDivisible } from './channels.js';
export { type ConvNormActOptions, convNormAct } from './conv-norm-act.js';
export { type Conv2dOptions, conv2d, conv2dSame, spatial } from './conv2d.js';
export type { Activation, ConvLayer, Layer, LayerChoices } from './layer.js';
export { layerScale } from './layer-scale.js';
export { type LinearOptions, linear } from './linear.js';
export {
  type AveragePool2dOptions,
  averagePool2d,
  flattenChannels,
  globalAveragePool,
  globalAvgMaxPool,
  globalCatAvgMaxPool,
  globalMaxPool,
  maxPool2d,
  type Pool2dOptions,
} from './pool.js';
export { nearestLike } from './resize.js';
export { type SqueezeExciteOptions, squeezeExcite } from './squeeze-excite.js';
