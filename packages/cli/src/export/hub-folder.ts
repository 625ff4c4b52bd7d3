// The folder transformers.js runs: onnx/model.onnx, config.json, preprocessor_config.json.

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '@gossamer/core';
import type { Interpolation, PreprocessConfig } from '@gossamer/core/image';
import type { Network } from '@gossamer/models';
import { type FileContent, writeFileAtomic } from '@gossamer/runtime-node';

export interface HubFolder {
  readonly network: Network;
  readonly onnx: FileContent;
  readonly preprocessing: PreprocessConfig;
  /** One a class; `LABEL_0`, ... where they are not known. */
  readonly labels: readonly string[] | undefined;
}

/** Families transformers.js knows by a name of their own. Its other classifiers all do the same with one input and logits. */
const MODEL_TYPES: Readonly<Record<string, string>> = {
  mobilenetv1: 'mobilenet_v1',
  mobilenetv2: 'mobilenet_v2',
  mobilenetv3: 'mobilenet_v3',
  mobilenetv4: 'mobilenet_v4',
};
const OTHER_MODEL_TYPE = 'resnet';

/** Pillow's numbers of the filters, or the nearest to what it does not have. */
const RESAMPLE: Readonly<Record<Interpolation, number>> = {
  nearest: 0,
  lanczos: 1,
  bilinear: 2,
  bicubic: 3,
  box: 4,
  hamming: 5,
  'opencv-bilinear': 2,
};

/**
 * Writes the folder and gives the bytes of the ONNX file. What was made is removed where a part of it fails.
 * @throws OptionError where the network is no classifier
 */
export async function writeHubFolder(
  folder: string,
  content: HubFolder,
  signal: AbortSignal,
): Promise<number> {
  const configs = { 'config.json': modelConfig(content), 'preprocessor_config.json': pictureConfig(content) };
  const made = await mkdir(join(folder, 'onnx'), { recursive: true });
  try {
    const bytes = await writeFileAtomic(join(folder, 'onnx', 'model.onnx'), content.onnx, { signal });
    for (const [name, config] of Object.entries(configs)) {
      await writeFileAtomic(join(folder, name), `${JSON.stringify(config, null, 2)}\n`, { signal });
    }
    return bytes;
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}

function modelConfig({ network, labels }: HubFolder): object {
  const { numClasses } = network.options as { numClasses: number };
  if (network.graph.outputs[0]?.name !== 'logits') {
    throw new OptionError('--format hf is for classifiers', {
      within: network.spec.name,
      hint: 'leave out --features, and --num-classes 0',
    });
  }
  const names = Array.from({ length: numClasses }, (_, index) => labels?.[index] ?? `LABEL_${index}`);
  const modelType = MODEL_TYPES[network.spec.family.name] ?? OTHER_MODEL_TYPE;
  return {
    architecture: network.spec.name,
    model_type: modelType,
    num_labels: numClasses,
    id2label: Object.fromEntries(names.map((name, index) => [index, name])),
    label2id: Object.fromEntries(names.map((name, index) => [name, index])),
    'transformers.js_config': { dtype: 'fp32' },
  };
}

function pictureConfig({ preprocessing }: HubFolder): object {
  const { inputSize, cropPct, interpolation, mean, std, range, channelOrder } = preprocessing;
  const [height, width] = inputSize;
  const bgr = channelOrder === 'bgr';
  // Mean and deviation are applied to RGB there, before the order is turned.
  const inOrder = (values: readonly number[]): number[] => (bgr ? [...values].reverse() : [...values]);
  return {
    // One of many names of the plain processor.
    image_processor_type: 'MobileNetV2ImageProcessor',
    do_resize: true,
    size: { shortest_edge: Math.floor(Math.max(height, width) / cropPct) },
    resample: RESAMPLE[interpolation],
    do_center_crop: true,
    crop_size: { height, width },
    do_rescale: range !== 255,
    rescale_factor: 1 / 255,
    do_normalize: true,
    image_mean: inOrder(mean),
    image_std: inOrder(std),
    ...(bgr ? { do_flip_channel_order: true } : {}),
  };
}
