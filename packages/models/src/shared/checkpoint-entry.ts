// A published checkpoint: where it is, how its pictures were prepared, what it scored.

import type { PreprocessConfig } from '@gossamer/core/image';

/** How a checkpoint's pictures are prepared: what core's image functions take. */
export type CheckpointPreprocess = PreprocessConfig;

export interface PublishedAccuracy {
  /** ImageNet-1k top-1, percent. */
  readonly top1: number;
  /** Input height and width it was measured at. */
  readonly size: number;
}

export interface CheckpointEntry {
  /** timm's tag, or one of our own for files outside the hub. */
  readonly tag: string;
  /** `OWNER/REPO` on the Hugging Face hub, holding `model.safetensors`. */
  readonly hub?: string;
  /** Where the file is published, if not on the hub. */
  readonly url?: string;
  /** SHA-256 of that file in hex, or its first digits, where its publisher tells them. */
  readonly sha256?: string;
  /** Options of the network these weights need beside the model's own. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly licence: string;
  readonly numClasses: number;
  readonly preprocess: CheckpointPreprocess;
  /** How they are for the best accuracy, where that is another size or crop: timm's `use_test_size`. */
  readonly testPreprocess?: CheckpointPreprocess;
  readonly accuracy: readonly PublishedAccuracy[];
  /** Where the accuracy was read. */
  readonly source: string;
}

export const imagenetMean = [0.485, 0.456, 0.406] as const;
export const imagenetStd = [0.229, 0.224, 0.225] as const;
const halfMeanStd = [0.5, 0.5, 0.5] as const;

/** The rest of a timm checkpoint's preprocessing, ImageNet statistics unless given. */
export type TimmEntry = Partial<Pick<CheckpointEntry, 'numClasses' | 'licence'>> & {
  readonly size?: number;
  readonly cropPct?: number;
  /** timm's test_input_size and test_crop_pct, where it has any. */
  readonly test?: readonly [size: number, cropPct: number];
  readonly interpolation?: 'bilinear' | 'bicubic';
  readonly statistics?: 'imagenet' | 'half' | 'none';
  /** Top-1 by input size, of timm's results table. */
  readonly top1: Readonly<Record<number, number>>;
};

/** A checkpoint of timm's on the hub: `timm('mobilenetv2_100', 'ra_in1k', { top1: { 224: 72.91 } })`. */
export function timm(model: string, tag: string, entry: TimmEntry): CheckpointEntry {
  const { size = 224, statistics = 'imagenet', test } = entry;
  const preprocess: CheckpointPreprocess = {
    inputSize: [size, size],
    cropPct: entry.cropPct ?? 0.875,
    cropMode: 'center',
    interpolation: entry.interpolation ?? 'bicubic',
    ...STATISTICS[statistics],
  };
  return {
    tag,
    hub: `timm/${model}.${tag}`,
    licence: entry.licence ?? 'Apache-2.0',
    numClasses: entry.numClasses ?? 1000,
    preprocess,
    ...(test && { testPreprocess: { ...preprocess, inputSize: [test[0], test[0]], cropPct: test[1] } }),
    accuracy: Object.entries(entry.top1).map(([at, top1]) => ({ size: Number(at), top1 })),
    source: 'timm 1.0.29, results/results-imagenet.csv',
  };
}

/** What sets a checkpoint of torchvision apart. */
export interface TorchvisionEntry {
  /** Of ImageNet-1k, as torchvision's documentation has it. */
  readonly top1: number;
  /** Length of the shorter side before the crop to 224: 256 by the first recipe, 232 by the second. */
  readonly resize?: 256 | 232;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A checkpoint of torchvision: `torchvision('mobilenet_v2-b0353104', 'tv_in1k', { top1: 71.878 })`. */
export function torchvision(file: string, tag: string, entry: TorchvisionEntry): CheckpointEntry {
  const { top1, resize = 256, options } = entry;
  return {
    tag,
    url: `https://download.pytorch.org/models/${file}.pth`,
    // PyTorch's files carry it in their names.
    sha256: file.slice(file.lastIndexOf('-') + 1),
    licence: 'BSD-3-Clause',
    numClasses: 1000,
    preprocess: {
      inputSize: [224, 224],
      cropPct: 224 / resize,
      cropMode: 'center',
      interpolation: 'bilinear',
      ...STATISTICS.imagenet,
    },
    accuracy: [{ size: 224, top1 }],
    source: 'torchvision 0.28, documentation of its weights',
    ...(options === undefined ? {} : { options }),
  };
}

const STATISTICS = {
  imagenet: { mean: imagenetMean, std: imagenetStd },
  half: { mean: halfMeanStd, std: halfMeanStd },
  none: { mean: [0, 0, 0], std: [1, 1, 1] },
} as const;
