// A picture of the page as a network's input.

import type { Tensor } from '@gossamer/core';
import type { PreprocessConfig } from '@gossamer/core/image';
import type { AbortSource } from '@gossamer/core/runtime';
import { type ImageSource, pictureOf } from './picture-of.js';
import { preparedInput } from './prepared-input.js';

/** The input [1, 3, height, width] of a picture, as timm's evaluation transform gives it. */
export type ImageInput = (source: ImageSource, options?: { signal?: AbortSource }) => Promise<Tensor>;

/**
 * Pictures as inputs of a network that was trained with this config.
 *
 * @throws OptionError for a config that cannot be followed; the function itself what `pictureOf` throws
 *
 * @example
 * ```ts
 * const input = imageInput(checkpoint.preprocess);
 * const { logits } = await session.run({ pixel_values: await input(video) });
 * ```
 */
export function imageInput(config: PreprocessConfig): ImageInput {
  const prepared = preparedInput(config);
  return async (source, options) => prepared(await pictureOf(source, options));
}
