// Picture words: how pictures are prepared, by the model's published checkpoint and the flags that change it.

import {
  type CropMode,
  type Interpolation,
  imagenetPreprocess,
  type PreprocessConfig,
} from '@gossamer/core/image';
import type { CheckpointEntry, ModelSpec } from '@gossamer/models';
import type { Flags, FlagValues } from '../command/flags.js';
import { choiceValue, numbersValue, numberValue } from './values.js';

export const pictureFlags = {
  'crop-pct': { kind: 'value', value: 'P', doc: 'share of the resized side that is kept' },
  'crop-mode': { kind: 'value', value: 'MODE', doc: 'center, squash or border' },
  interpolation: { kind: 'value', value: 'NAME', doc: 'nearest, bilinear, bicubic, lanczos, box or hamming' },
  mean: { kind: 'value', value: 'A,B,C', doc: 'subtracted from each channel, on the scale 0..1' },
  std: { kind: 'value', value: 'A,B,C', doc: 'divides each channel' },
} as const satisfies Flags;

const INTERPOLATIONS: readonly Interpolation[] = [
  'nearest',
  'bilinear',
  'bicubic',
  'lanczos',
  'box',
  'hamming',
  'opencv-bilinear',
];
const CROP_MODES: readonly CropMode[] = ['center', 'squash', 'border'];

/**
 * The preparation a checkpoint was published with, changed by the flags: that of `published`, else of the model's
 * first one, else timm's defaults.
 * @param size of the network's input, where it is not the checkpoint's
 */
export function preprocessConfig(
  spec: ModelSpec | undefined,
  size: readonly [height: number, width: number] | undefined,
  flags: Partial<FlagValues<typeof pictureFlags>>,
  published?: Pick<CheckpointEntry, 'preprocess'>,
): PreprocessConfig {
  const base = spec === undefined ? imagenetPreprocess : publishedConfig(spec, published);
  return changedConfig(base, size, flags);
}

/** A preparation, changed by the flags. @param size of the network's input, where it is not the preparation's */
export function changedConfig(
  base: PreprocessConfig,
  size: readonly [height: number, width: number] | undefined,
  flags: Partial<FlagValues<typeof pictureFlags>>,
): PreprocessConfig {
  const changes: { -readonly [K in keyof PreprocessConfig]?: PreprocessConfig[K] } = {};
  if (size !== undefined) changes.inputSize = size;
  if (flags['crop-pct'] !== undefined) changes.cropPct = numberValue('--crop-pct', flags['crop-pct']);
  if (flags['crop-mode'] !== undefined) {
    changes.cropMode = choiceValue('--crop-mode', flags['crop-mode'], CROP_MODES);
  }
  if (flags.interpolation !== undefined) {
    changes.interpolation = choiceValue('--interpolation', flags.interpolation, INTERPOLATIONS);
  }
  if (flags.mean !== undefined) changes.mean = triple('--mean', flags.mean);
  if (flags.std !== undefined) changes.std = triple('--std', flags.std);
  return { ...base, ...changes };
}

function publishedConfig(
  spec: ModelSpec,
  published: Pick<CheckpointEntry, 'preprocess'> | undefined = spec.checkpoints()[0],
): PreprocessConfig {
  const { height, width } = spec.input;
  return published === undefined
    ? { ...imagenetPreprocess, inputSize: [height, width] }
    : published.preprocess;
}

function triple(flag: string, text: string): [number, number, number] {
  return numbersValue(flag, text, 3) as [number, number, number];
}
