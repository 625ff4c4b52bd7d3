// `gossamer classify`: what is in pictures.

import { OptionError } from '@gossamer/core';
import { softmax, topK } from '@gossamer/core/image';
import { type NamedRow, openJsonLines, type RowLog, writeFileAtomic } from '@gossamer/runtime-node';
import type { Command, CommandContext } from '../command/command.js';
import { downloadProgress } from '../command/download-progress.js';
import type { Flags } from '../command/flags.js';
import { failureDocument, PictureTally } from '../command/picture-tally.js';
import { drain, jsonLines } from '../format/json-lines.js';
import { fetchWeights } from '../pipeline/fetch-weights.js';
import { labelsOf } from '../pipeline/labels.js';
import { listPictures } from '../pipeline/list-pictures.js';
import { isLong, loweredFor, openPictureModel } from '../pipeline/open-picture-model.js';
import { precisionNotes } from '../pipeline/open-session.js';
import { isFailure, type PictureAnswer, runPictures } from '../pipeline/run-pictures.js';
import { cacheFlags } from '../words/cache-words.js';
import { modelWords, networkFlags, weightsFlags } from '../words/model-words.js';
import { pictureFlags, preprocessConfig } from '../words/picture-words.js';
import { integerValue, requiredFlag } from '../words/values.js';

const flags = {
  model: { kind: 'value', value: 'M', doc: 'the network' },
  top: { kind: 'value', short: 'k', value: 'K', doc: 'labels a picture (default 5)' },
  out: { kind: 'value', short: 'o', value: 'FILE.jsonl', doc: 'write one JSON line a picture' },
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
    'Shows the most likely labels of pictures. Folders are searched for pictures; --batch says how many run at\n' +
    'once. Pictures that cannot be read are reported and passed over.',
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
  const listed = await listPictures(words);
  const many = isLong(listed, flags.out);
  const lowered = loweredFor(request, flags.target, many);
  const fetched = await fetchWeights(lowered, { signal, onProgress: downloadProgress(output) });
  const model = await openPictureModel(
    fetched,
    (...args) => preprocessConfig(...args, flags, fetched.published),
    signal,
    { many, cached: !flags['no-cache'] },
  );
  const labels = await labelsOf(model.network, fetched.published?.labels);
  const log = flags.resume ? await openJsonLines(flags.out as string) : undefined;
  const paths = log === undefined ? listed : listed.filter((path) => !log.skip(path));
  if (log !== undefined) output.note(`${listed.length - paths.length} pictures were done already`);
  const tally = new PictureTally(paths.length, output);
  const results: object[] = [];
  async function* documents(): AsyncGenerator<object> {
    for await (const result of tally.follow(runPictures(paths, { ...model, signal }))) {
      const answer = isFailure(result) ? undefined : classified(result, top, labels);
      const document = isFailure(result) ? failureDocument(result) : (answer as Classified);
      if (output.json) results.push(document);
      if (answer !== undefined && flags.out === undefined) output.print(textOf(answer));
      yield document;
    }
  }
  try {
    for (const note of model.weights.notes) output.note(note.message);
    if (!model.weights.learned) {
      output.note(`weights are ${model.weights.source}: nothing was learned, the labels mean nothing`);
    }
    for (const note of precisionNotes(model)) output.note(note);
    if (flags.debug) output.note(`ready: ${model.phases.summary()}`);
    if (log !== undefined) await appendTo(log, documents());
    else if (flags.out === undefined) await drain(documents());
    else await writeFileAtomic(flags.out, jsonLines(documents()), { signal });
  } catch (error) {
    if (!tally.allFailed) throw error;
  } finally {
    await log?.close();
    await model.session.dispose();
  }
  output.document({ model: name, weights: model.weights.source, results });
  tally.finish();
  return tally.allFailed ? 1 : 0;
}

/** Row by row, without times: two runs over the same pictures give the same rows. */
async function appendTo(log: RowLog<NamedRow>, documents: AsyncIterable<object>): Promise<void> {
  for await (const document of documents) {
    const { ms: _, ...row } = document as NamedRow & { ms?: number };
    await log.append(row);
  }
}

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

function textOf({ image, top }: Classified): string {
  const lines = top.map(
    ({ label, probability }) => `  ${(100 * probability).toFixed(2).padStart(6)} %  ${label}`,
  );
  return [image, ...lines].join('\n');
}
