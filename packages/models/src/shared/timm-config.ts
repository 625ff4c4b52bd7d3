// config.json of a repository that timm saved: how many classes the checkpoint has, and how its pictures are prepared.

import type { CheckpointEntry, CheckpointPreprocess } from './checkpoint-entry.js';

export interface TimmConfig extends Pick<CheckpointEntry, 'numClasses' | 'preprocess'> {
  /** timm's name of the network. */
  readonly architecture: string;
  /** One a class, where the file has them. */
  readonly labels?: readonly string[];
}

const INTERPOLATIONS = ['bilinear', 'bicubic'] as const;
const CROP_MODES = ['center', 'squash', 'border'] as const;

/**
 * Reads the file's text. Undefined where it is not timm's, or says something no network of ours can follow: it is a
 * file from outside, and a wrong preparation is worse than none.
 */
export function timmConfig(text: string): TimmConfig | undefined {
  const document = objectOf(jsonOf(text));
  const config = objectOf(document?.pretrained_cfg);
  const [channels, height, width] = numbersOf(config?.input_size, 3, 1, 4096) ?? [];
  const numClasses = document?.num_classes ?? config?.num_classes;
  const interpolation = INTERPOLATIONS.find((name) => name === config?.interpolation);
  const cropMode = CROP_MODES.find((name) => name === (config?.crop_mode ?? 'center'));
  const [cropPct] = numbersOf([config?.crop_pct], 1, 0.01, 2) ?? [];
  const mean = numbersOf(config?.mean, 3, -1e6, 1e6);
  const std = numbersOf(config?.std, 3, 1e-6, 1e6);
  const whole = [height, width, numClasses].every(
    (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  );
  if (!whole || channels !== 3 || !interpolation || !cropMode || !cropPct || !mean || !std) return undefined;
  const preprocess: CheckpointPreprocess = {
    inputSize: [height as number, width as number],
    cropPct,
    cropMode,
    interpolation,
    mean: mean as unknown as CheckpointPreprocess['mean'],
    std: std as unknown as CheckpointPreprocess['std'],
  };
  const labels = labelsOf(document?.label_names, numClasses as number);
  const architecture = typeof document?.architecture === 'string' ? document.architecture : '';
  return { architecture, numClasses: numClasses as number, preprocess, ...(labels && { labels }) };
}

type Fields = Readonly<Record<string, unknown>>;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

function numbersOf(value: unknown, count: number, low: number, high: number): number[] | undefined {
  if (!Array.isArray(value) || value.length !== count) return undefined;
  return value.every((number) => typeof number === 'number' && number >= low && number <= high)
    ? value
    : undefined;
}

function labelsOf(value: unknown, count: number): string[] | undefined {
  if (!Array.isArray(value) || value.length !== count) return undefined;
  return value.every((label) => typeof label === 'string' && label.length <= 1000) ? value : undefined;
}
