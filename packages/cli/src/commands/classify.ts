// `gossamer classify`: what is in pictures.

import { OptionError } from '@gossamer/core';
import { softmax, topK } from '@gossamer/core/image';
import type { Command, CommandContext } from '../command/command.js';
import { downloadProgress } from '../command/download-progress.js';
import type { Flags } from '../command/flags.js';
import { failureRow, PictureTally } from '../command/picture-tally.js';
import { drain } from '../format/json-lines.js';
import { fetchWeights } from '../pipeline/fetch-weights.js';
import { labelsOf } from '../pipeline/labels.js';
import { isLong, loweredFor, openPictureModel } from '../pipeline/open-picture-model.js';
import { precisionNotes } from '../pipeline/open-session.js';
import { noPictures, pictureStream } from '../pipeline/picture-stream.js';
import { isFailure, type PictureAnswer, runPictures } from '../pipeline/run-pictures.js';
import { formatOf, type PictureRow, type Produce, writeRows } from '../pipeline/write-rows.js';
import { cacheFlags } from '../words/cache-words.js';
import { modelWords, networkFlags, weightsFlags } from '../words/model-words.js';
import { pictureFlags, preprocessConfig } from '../words/picture-words.js';
import { integerValue, requiredFlag } from '../words/values.js';

const flags = {
  model: { kind: 'value', value: 'M', doc: 'the network' },
  top: { kind: 'value', short: 'k', value: 'K', doc: 'labels a picture (default 5)' },
  out: { kind: 'value', short: 'o', value: 'FILE', doc: 'write a row a picture: .jsonl or .parquet' },
  resume: { kind: 'switch', doc: 'go on with the file of --out where an earlier run was stopped' },
  ...networkFlags,
  ...weightsFlags,
  ...pictureFlags,
  ...cacheFlags,
} as const satisfies Flags;

type Context = CommandContext<typeof flags>;

export const classify: Command<typeof flags> = {
  name: 'classify',
  about:
    'Shows the most likely labels of pictures: files, folders, globs, URLs, .tar, .tar.gz and .zip archives, - for a\n' +
    'tar archive on standard input. --batch says how many run at once. Pictures that cannot be read are reported and\n' +
    'passed over. A .parquet is a folder of files that readers take as one table.',
  words: { usage: '<images...>', min: 1, max: Number.POSITIVE_INFINITY },
  flags,
  sections: [
    { title: 'Network', flags: networkFlags },
    { title: 'Weights', flags: weightsFlags },
    { title: 'Pictures (as the model was published unless given)', flags: pictureFlags },
  ],
  examples: [
    'classify photo.jpg --model mobilenetv2_100 --weights pretrained',
    'classify folder --model mobilenetv2_100 --weights model.safetensors --out labels.jsonl --resume',
    "classify 'photos/**/*.jpg' shard.tar --model mobilenetv2_100 --weights pretrained --out labels.parquet",
  ],
  run,
};

async function run({ words, flags, output, signal }: Context): Promise<number> {
  const name = requiredFlag('--model', flags.model, 'which network is to look at the pictures');
  const top = integerValue('--top', flags.top ?? '5', 1);
  const request = modelWords(name, flags);
  if (request.build.numClasses === 0)
    throw new OptionError('--num-classes 0 leaves nothing to classify with');
  if (flags.resume && flags.out === undefined) {
    throw new OptionError('--resume goes on with a file: say which by --out');
  }
  const format = flags.out === undefined ? undefined : formatOf(flags.out, ['.jsonl', '.parquet']);
  const pictures = await pictureStream(words);
  const many = isLong(pictures.total, flags.out);
  const lowered = loweredFor(request, flags.target, many);
  const fetched = await fetchWeights(lowered, { signal, onProgress: downloadProgress(output) });
  const model = await openPictureModel(
    fetched,
    (...args) => preprocessConfig(...args, flags, fetched.published),
    signal,
    { many, cached: !flags['no-cache'] },
  );
  const labels = await labelsOf(model.network, fetched.published?.labels);
  let tally = new PictureTally(pictures.total, output);
  const results: object[] = [];
  const rows: Produce = async function* ({ rows: done, skip }) {
    if (flags.resume) output.note(`${done} pictures were done already`);
    tally = new PictureTally(pictures.total && pictures.total - done, output);
    for await (const result of tally.follow(
      runPictures(pictures.items(skip, signal), { ...model, signal }),
    )) {
      const answer = isFailure(result) ? undefined : classified(result, top, labels);
      const row = isFailure(result) ? failureRow(result) : rowOf(answer as Classified);
      if (output.json) results.push(row.document);
      if (answer !== undefined && flags.out === undefined) output.print(textOf(answer));
      yield row;
    }
  };
  try {
    for (const note of model.weights.notes) output.note(note.message);
    if (!model.weights.learned) {
      output.note(`weights are ${model.weights.source}: nothing was learned, the labels mean nothing`);
    }
    for (const note of precisionNotes(model)) output.note(note);
    if (flags.debug) output.note(`ready: ${model.phases.summary()}`);
    if (flags.out === undefined || format === undefined) await drain(rows({ rows: 0, skip: () => false }));
    else
      await writeRows(
        { path: flags.out, format, resume: flags.resume, signal, shapes: {}, columns: COLUMNS },
        rows,
      );
    if (tally.done === 0 && !flags.resume) throw noPictures(words);
  } catch (error) {
    if (!tally.allFailed) throw error;
  } finally {
    await model.session.dispose();
  }
  output.document({ model: name, weights: model.weights.source, results });
  tally.finish();
  return tally.allFailed ? 1 : 0;
}

/** Lists a row of a `.parquet`. */
const COLUMNS = { index: 'integers', label: 'texts', probability: 'floats' } as const;

interface Classified {
  readonly image: string;
  readonly top: readonly { readonly index: number; readonly label: string; readonly probability: number }[];
  readonly ms: number;
}

function classified({ image, row, ms }: PictureAnswer, k: number, labels?: readonly string[]): Classified {
  const top = topK(softmax(row), k).map(({ index, value }) => ({
    index,
    label: labels?.[index] ?? `class ${index}`,
    probability: value,
  }));
  return { image, top, ms };
}

function rowOf({ image, top, ms }: Classified): PictureRow {
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
