// How classifiers of ImageNet get their pictures, where nobody says otherwise.

import type { PreprocessConfig } from './preprocess.js';

/** timm's defaults (`timm.data.constants`): 224 of 256 pixels from the middle, bicubic, ImageNet's mean and deviation. */
export const imagenetPreprocess: PreprocessConfig = {
  inputSize: [224, 224],
  cropPct: 0.875,
  cropMode: 'center',
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};
