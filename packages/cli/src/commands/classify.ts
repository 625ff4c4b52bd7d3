// `gossamer classify`: what is in pictures.

import { OptionError } from '@gossamer/core';
import { softmax, topK } from '@gossamer/core/image';
import type { Command, CommandContext } from '../command/command.js';
import type { Flags } from '../command/flags.js';
import {
  type AnswerForm,
  answerPictures,
  answersFlags,
  answersSections,
} from '../pipeline/answer-pictures.js';
import type { PictureModel } from '../pipeline/picture-model.js';
import type { PictureAnswer } from '../pipeline/run-pictures.js';
import { labelFlags } from '../words/label-words.js';
import { modelWords } from '../words/model-words.js';
import { integerValue, requiredFlag } from '../words/values.js';

const { model, ...others } = answersFlags;

const flags = {
  model,
  top: { kind: 'value', short: 'k', value: 'K', doc: 'labels a picture (default 5)' },
  ...labelFlags,
  ...others,
  out: { kind: 'value', short: 'o', value: 'FILE', doc: 'write a row a picture: .jsonl or .parquet' },
} as const satisfies Flags;

type Context = CommandContext<typeof flags>;

export const classify: Command<typeof flags> = {
  name: 'classify',
  about:
    'Shows the most likely labels of pictures: files, folders, globs, URLs, .tar, .tar.gz and .zip archives, - for a\n' +
    'picture or a tar archive on standard input. --batch says how many run at once. Pictures that cannot be read are\n' +
    'reported and passed over. A .parquet is a folder of files that readers take as one table.',
  words: { usage: '<images...>', min: 1, max: Number.POSITIVE_INFINITY },
  flags,
  sections: answersSections,
  examples: [
    'classify photo.jpg --model mobilenetv2_100 --weights pretrained',
    'classify photo.jpg --model exported.onnx',
    'classify folder --model mobilenetv2_100 --weights model.safetensors --out labels.jsonl --resume',
    "classify 'photos/**/*.jpg' shard.tar --model mobilenetv2_100 --weights pretrained --out labels.parquet",
  ],
  run,
};

async function run(context: Context): Promise<number> {
  const { flags } = context;
  const name = requiredFlag('--model', flags.model, 'which network is to look at the pictures');
  const top = integerValue('--top', flags.top ?? '5', 1);
  const request = modelWords(name, flags);
  if (request.build.numClasses === 0)
    throw new OptionError('--num-classes 0 leaves nothing to classify with');
  if (flags.resume && flags.out === undefined) {
    throw new OptionError('--resume goes on with a file: say which by --out');
  }
  return answerPictures(context, {
    request,
    question: 'classes',
    formats: ['.jsonl', '.parquet'],
    labels: flags.labels,
    form: (model) => form(model, top),
  });
}

function form({ weights, learned, labels, probabilities }: PictureModel, top: number): AnswerForm {
  return {
    about: {},
    notes: learned ? [] : [`weights are ${weights}: nothing was learned, the labels mean nothing`],
    shapes: {},
    columns: COLUMNS,
    row(answer) {
      const { image, row, ms } = answer;
      const classified = classifiedOf({ image, ms, row: probabilities ? row : softmax(row) }, top, labels);
      return { ...rowOf(classified), text: textOf(classified) };
    },
    result: (_, { document }) => document,
  };
}

/** Lists a row of a `.parquet`. */
const COLUMNS = { index: 'integers', label: 'texts', probability: 'floats' } as const;

interface Classified {
  readonly image: string;
  readonly top: readonly { readonly index: number; readonly label: string; readonly probability: number }[];
  readonly ms: number;
}

/** @param row of probabilities */
function classifiedOf(
  { image, row, ms }: Pick<PictureAnswer, 'image' | 'row' | 'ms'>,
  k: number,
  labels: readonly string[] | undefined,
): Classified {
  const top = topK(row, k).map(({ index, value }) => ({
    index,
    label: labels?.[index] ?? `class ${index}`,
    probability: value,
  }));
  return { image, top, ms };
}

function rowOf({ image, top, ms }: Classified) {
  const lists = {
    index: top.map(({ index }) => index),
    label: top.map(({ label }) => label),
    probability: top.map(({ probability }) => probability),
  };
  return { image, document: { image, top, ms }, lists };
}

function textOf({ image, top }: Classified): string {
  const lines = top.map(
    ({ label, probability }) => `  ${(100 * probability).toFixed(2).padStart(6)} %  ${label}`,
  );
  return [image, ...lines].join('\n');
}
