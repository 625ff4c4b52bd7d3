// How pictures are prepared for a model.

import type { PreprocessConfig } from '@gossamer/core/image';
import type { CheckpointEntry, ModelSpec } from '@gossamer/models';

/** As timm prepares them for ImageNet, where nobody published weights. */
const USUAL = {
  cropPct: 0.875,
  cropMode: 'center',
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const;

/** As the model's default checkpoint wants them, at another height and width where one is given. */
export function preprocessOf(
  spec: Pick<ModelSpec, 'input' | 'checkpoints'>,
  size?: number,
): PreprocessConfig {
  const { height, width } = spec.input;
  const entry: CheckpointEntry | undefined = spec.checkpoints()[0];
  const inputSize: [number, number] = size === undefined ? [height, width] : [size, size];
  return { ...(entry?.preprocess ?? USUAL), inputSize };
}
