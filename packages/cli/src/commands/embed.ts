// `gossamer embed`: pictures as vectors.

import { OptionError } from '@gossamer/core';
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

export const embed: Command<typeof answersFlags> = {
  name: 'embed',
  about:
    'Writes the pooled vector of each picture, read as `classify` reads them: a JSON line each ({ image, embedding }), a\n' +
    'row of a Parquet data set, or of one NumPy array [N,D], where a picture that could not be read is NaN and\n' +
    'FILE.npy.names.jsonl says whose each row is.',
  words: { usage: '<images...>', min: 1, max: Number.POSITIVE_INFINITY },
  flags: answersFlags,
  sections: answersSections,
  examples: [
    'embed folder --model mobilenetv2_100 --weights pretrained --out vectors.npy',
    'embed folder --model embedder.onnx --out vectors.parquet',
    'embed shard.tar --model mobilenetv2_100 --weights pretrained --out vectors.parquet --resume',
  ],
  run,
};

async function run(context: AnswersContext): Promise<number> {
  const { flags } = context;
  const name = requiredFlag('--model', flags.model, 'which network is to look at the pictures');
  const out = requiredFlag('--out', flags.out, 'where the vectors are to be written');
  const request = modelWords(name, flags);
  const { numClasses = 0 } = request.build;
  if (numClasses !== 0) throw new OptionError('embed gives the pooled vector: leave out --num-classes');
  if (request.build.globalPool === '') {
    throw new OptionError('embed gives the pooled vector, --global-pool none leaves a map', {
      hint: '`gossamer extract` writes maps',
    });
  }
  const build = { ...request.build, numClasses };
  return answerPictures(context, {
    request: { ...request, build },
    question: 'vectors',
    formats: ['.jsonl', '.npy', '.parquet'],
    form: (model) => form(model, out),
  });
}

function form({ outputs }: PictureModel, out: string): AnswerForm {
  const dimension = outputs[0]?.shape[0] as number;
  return {
    about: { out, dimension },
    notes: [],
    result: ({ image, ms }) => ({ image, ms }),
    shapes: { embedding: [dimension] },
    columns: { embedding: 'floats' },
    row: ({ image, row }) => ({
      image,
      arrays: { embedding: row },
      lists: { embedding: row },
      get document() {
        return { image, embedding: Array.from(row) };
      },
    }),
  };
}
