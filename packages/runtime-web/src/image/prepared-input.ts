// Pixels as a network's input.

import type { Tensor } from '@gossamer/core';
import { createPreprocessor, type Picture, type PreprocessConfig } from '@gossamer/core/image';

/** The input [1, 3, height, width] of pixels. @throws OptionError for a config that cannot be followed */
export function preparedInput(config: PreprocessConfig): (picture: Picture) => Tensor {
  const preprocessor = createPreprocessor(config);
  const [height, width] = config.inputSize;
  return (picture) => ({
    dtype: 'float32',
    shape: [1, 3, height, width],
    data: preprocessor.tensor(picture),
  });
}
