// `gossamer extract`: feature maps of pictures.

import type { Command } from '../command/command.js';
import {
  type AnswerForm,
  type AnswersContext,
  answerPictures,
  answersFlags,
  answersSections,
} from '../pipeline/answer-pictures.js';
import type { PictureModel } from '../pipeline/picture-model.js';
import { modelWords } from '../words/model-words.js';
import { requiredFlag } from '../words/values.js';

export const extract: Command<typeof answersFlags> = {
  name: 'extract',
  about:
    'Writes the feature maps of each picture, those of --features or all: a JSON line each ({ image, features: [{ name,\n' +
    'channels, reduction, shape, data }] }), a row of a Parquet data set with a column a map, or a NumPy array [N,C,H,W] a\n' +
    'map: FILE.feature_0.npy, ... and FILE.npy.names.jsonl, which says whose each row is.',
  words: { usage: '<images...>', min: 1, max: Number.POSITIVE_INFINITY },
  flags: answersFlags,
  sections: answersSections,
  examples: ['extract folder --model mobilenetv2_100 --weights pretrained --features 2,4 --out maps.npy'],
  run,
};

async function run(context: AnswersContext): Promise<number> {
  const { flags } = context;
  const name = requiredFlag('--model', flags.model, 'which network is to look at the pictures');
  const out = requiredFlag('--out', flags.out, 'where the maps are to be written');
  const request = modelWords(name, flags);
  const build = { ...request.build, features: request.build.features ?? true };
  return answerPictures(context, {
    request: { ...request, build },
    question: 'maps',
    formats: ['.jsonl', '.npy', '.parquet'],
    form: (model) => form(model, out),
  });
}

function form({ outputs, features: known, prepare }: PictureModel, out: string): AnswerForm {
  const names = outputs.map(({ name }) => name);
  const features = outputs.map(({ name, shape }) => {
    const { channels = shape[0], reduction = prepare.config.inputSize[0] / (shape[1] ?? 1) } =
      known.find(({ index }) => name === `feature_${index}`) ?? {};
    return { name, channels, reduction, shape };
  });
  return {
    about: { out, features },
    notes: [],
    result: ({ image, ms }) => ({ image, ms }),
    shapes: Object.fromEntries(features.map(({ name, shape }) => [name, shape])),
    columns: Object.fromEntries(names.map((name) => [name, 'floats'])),
    row({ image, outputs }) {
      const arrays = Object.fromEntries(names.map((name) => [name, outputs[name]?.data as Float32Array]));
      return {
        image,
        arrays,
        lists: arrays,
        get document() {
          const maps = features.map((about) => ({ ...about, data: Array.from(arrays[about.name] ?? []) }));
          return { image, features: maps };
        },
      };
    },
  };
}
