// How pictures are prepared for a model.

import { imagenetPreprocess, type PreprocessConfig } from '@gossamer/core/image';
import type { CheckpointEntry, ModelSpec } from '@gossamer/models';

/** As the model's default checkpoint wants them, at another height and width where one is given. */
export function preprocessOf(
  spec: Pick<ModelSpec, 'input' | 'checkpoints'>,
  size?: number,
): PreprocessConfig {
  const { height, width } = spec.input;
  const entry: CheckpointEntry | undefined = spec.checkpoints()[0];
  const inputSize: [number, number] = size === undefined ? [height, width] : [size, size];
  return { ...(entry?.preprocess ?? imagenetPreprocess), inputSize };
}
