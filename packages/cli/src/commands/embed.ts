// `gossamer embed`: pictures as vectors.

import { extname } from 'node:path';
import { OptionError } from '@gossamer/core';
import { writeFileAtomic } from '@gossamer/runtime-node';
import type { Command, CommandContext } from '../command/command.js';
import { downloadProgress } from '../command/download-progress.js';
import type { Flags } from '../command/flags.js';
import { failureDocument, PictureTally } from '../command/picture-tally.js';
import { jsonLines } from '../format/json-lines.js';
import { bytesOf, npyHeader } from '../format/npy.js';
import { fetchWeights } from '../pipeline/fetch-weights.js';
import { listPictures } from '../pipeline/list-pictures.js';
import { isLong, loweredFor, openPictureModel } from '../pipeline/open-picture-model.js';
import { precisionNotes } from '../pipeline/open-session.js';
import { isFailure, type PictureAnswer, type PictureFailure, runPictures } from '../pipeline/run-pictures.js';
import { cacheFlags } from '../words/cache-words.js';
import { modelWords, networkFlags, weightsFlags } from '../words/model-words.js';
import { pictureFlags, preprocessConfig } from '../words/picture-words.js';
import { choiceValue, requiredFlag } from '../words/values.js';

const flags = {
  model: { kind: 'value', value: 'M', doc: 'the network' },
  out: { kind: 'value', short: 'o', value: 'FILE', doc: 'where to write: .jsonl, or .npy' },
  ...networkFlags,
  ...weightsFlags,
  ...pictureFlags,
  ...cacheFlags,
} as const satisfies Flags;

type Context = CommandContext<typeof flags>;

export const embed: Command<typeof flags> = {
  name: 'embed',
  about:
    'Writes the pooled vector of each picture: a JSON line each ({ image, embedding }), or one NumPy array [N,D]\n' +
    'in the order of the pictures, where a picture that could not be read is a row of NaN.',
  words: { usage: '<images...>', min: 1, max: Number.POSITIVE_INFINITY },
  flags,
  sections: [
    { title: 'Network', flags: networkFlags },
    { title: 'Weights', flags: weightsFlags },
    { title: 'Pictures (as the model was published unless given)', flags: pictureFlags },
  ],
  examples: ['embed folder --model mobilenetv2_100 --weights pretrained --out vectors.npy'],
  run,
};

type Results = AsyncIterable<PictureAnswer | PictureFailure>;

async function run({ words, flags, output, signal }: Context): Promise<number> {
  const name = requiredFlag('--model', flags.model, 'which network is to look at the pictures');
  const out = requiredFlag('--out', flags.out, 'where the vectors are to be written');
  const format = choiceValue("--out's extension", extname(out), ['.jsonl', '.npy']);
  const request = modelWords(name, flags);
  const { numClasses = 0 } = request.build;
  if (numClasses !== 0) throw new OptionError('embed gives the pooled vector: leave out --num-classes');
  const paths = await listPictures(words);
  const many = isLong(paths, flags.out);
  const fetched = await fetchWeights(
    { ...loweredFor(request, flags.target, many), build: { ...request.build, numClasses } },
    { signal, onProgress: downloadProgress(output) },
  );
  const model = await openPictureModel(
    fetched,
    (...args) => preprocessConfig(...args, flags, fetched.published),
    signal,
    { many, cached: !flags['no-cache'] },
  );
  const dimension = model.session.outputs[0]?.shape[1] as number;
  const tally = new PictureTally(paths.length, output);
  const results: object[] = [];
  async function* noted(): Results & AsyncGenerator<PictureAnswer | PictureFailure> {
    for await (const result of tally.follow(runPictures(paths, { ...model, signal }))) {
      const { image } = result;
      if (output.json) results.push(isFailure(result) ? failureDocument(result) : { image, ms: result.ms });
      yield result;
    }
  }
  try {
    for (const note of model.weights.notes) output.note(note.message);
    for (const note of precisionNotes(model)) output.note(note);
    if (flags.debug) output.note(`ready: ${model.phases.summary()}`);
    const chunks =
      format === '.npy' ? npyRows(noted(), [paths.length, dimension]) : jsonLines(embedded(noted()));
    await writeFileAtomic(out, chunks, { signal });
  } catch (error) {
    if (!tally.allFailed) throw error;
  } finally {
    await model.session.dispose();
  }
  output.document({ model: name, weights: model.weights.source, out, dimension, results });
  tally.finish();
  return tally.allFailed ? 1 : 0;
}

async function* embedded(results: Results): AsyncGenerator<object> {
  for await (const result of results) {
    yield isFailure(result)
      ? failureDocument(result)
      : { image: result.image, embedding: Array.from(result.row) };
  }
}

async function* npyRows(
  results: Results,
  [count, dimension]: readonly [number, number],
): AsyncGenerator<Uint8Array> {
  yield npyHeader('<f4', [count, dimension]);
  for await (const result of results) {
    yield bytesOf(isFailure(result) ? new Float32Array(dimension).fill(Number.NaN) : result.row);
  }
}
