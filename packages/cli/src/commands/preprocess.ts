// `gossamer preprocess`: the tensor a network would see of a picture.

import { OptionError } from '@gossamer/core';
import { createPreprocessor, type PreprocessConfig } from '@gossamer/core/image';
import { findModel } from '@gossamer/models/catalog';
import { decodePicture, npyChunks, writeFileAtomic } from '@gossamer/runtime-node';
import type { Command, CommandContext } from '../command/command.js';
import type { Flags } from '../command/flags.js';
import { onnxFacts } from '../pipeline/onnx-facts.js';
import { isFile } from '../words/is-file.js';
import { fixedSizeValue } from '../words/model-words.js';
import { changedConfig, pictureFlags, preprocessConfig } from '../words/picture-words.js';
import { requiredFlag } from '../words/values.js';

const flags = {
  out: { kind: 'value', short: 'o', value: 'OUT.npy', doc: 'where to write' },
  model: {
    kind: 'value',
    value: 'M',
    doc: 'prepare as this model is published, or as an exported ONNX file says',
  },
  size: { kind: 'value', value: 'S|HxW', doc: 'input height and width' },
  ...pictureFlags,
  uint8: { kind: 'switch', doc: 'the resized and cropped picture [H,W,3] instead of the tensor' },
} as const satisfies Flags;

type Context = CommandContext<typeof flags>;

export const preprocess: Command<typeof flags> = {
  name: 'preprocess',
  about: 'Writes the float tensor [3,H,W] a network sees of a picture, or the 8-bit picture it is made of.',
  words: { usage: '<image>', min: 1, max: 1 },
  flags,
  examples: [
    'preprocess photo.jpg --model mobilenetv2_100 -o tensor.npy',
    'preprocess photo.jpg --size 224 --crop-pct 0.9 --interpolation bilinear --uint8 -o picture.npy',
  ],
  run,
};

async function run({ words, flags, output, signal }: Context): Promise<number> {
  const path = requiredFlag('--out', flags.out, 'where the .npy file is to be written');
  if (flags.model === undefined && flags.size === undefined) {
    throw new OptionError('neither --model nor --size is given', {
      hint: 'add --model mobilenetv2_100, or --size 224 with --crop-pct, --interpolation, --mean and --std',
    });
  }
  const config = await configOf(flags);
  const prepare = createPreprocessor(config);
  const picture = await decodePicture(words[0] as string, { signal });
  const [height, width] = config.inputSize;
  const [data, shape] = flags.uint8
    ? [prepare.picture(picture).data, [height, width, 3]]
    : [prepare.tensor(picture), [3, height, width]];
  await writeFileAtomic(path, npyChunks(data, shape), { signal });
  output.document({ image: words[0], out: path, dtype: flags.uint8 ? 'uint8' : 'float32', shape, config });
  output.note(`${path}: ${flags.uint8 ? 'uint8' : 'float32'}[${shape}]`);
  return 0;
}

async function configOf(flags: Context['flags']): Promise<PreprocessConfig> {
  const { model } = flags;
  const size = flags.size === undefined ? undefined : fixedSizeValue(flags.size);
  if (model === undefined || !isFile(model)) {
    return preprocessConfig(model === undefined ? undefined : await findModel(model), size, flags);
  }
  const { preprocessing } = await onnxFacts(model);
  if (preprocessing !== undefined) return changedConfig(preprocessing, size, flags);
  throw new OptionError('the file does not say how its pictures are prepared', {
    within: model,
    hint: 'leave out --model, and give --size, --crop-pct, --interpolation, --mean and --std',
  });
}
