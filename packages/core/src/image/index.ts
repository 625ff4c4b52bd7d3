// @gossamer/core/image: pictures as networks see them, and what classifiers answer.

export type { CropMode, CropRule } from './crop.js';
export type { FilterName, Interpolation } from './filters.js';
export { imagenetPreprocess } from './imagenet-preprocess.js';
export { type Normalization, toTensor } from './normalize.js';
export type { Picture, Region, RgbPicture, Size } from './picture.js';
export { createPreprocessor, type PreprocessConfig, type Preprocessor, preprocess } from './preprocess.js';
export { type ColourPlan, type PreprocessPlan, preprocessPlan } from './preprocess-plan.js';
export { type ResizeOptions, resize } from './resize.js';
export type { Taps } from './taps.js';
export type { TensorTarget } from './tensor-target.js';
export { type Ranked, softmax, topK } from './top-k.js';
