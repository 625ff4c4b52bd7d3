// Pictures through a network, shown or into a file: what `classify`, `embed` and `extract` have in common.

import { AbortError } from '@gossamer/core';
import { imagenetPreprocess } from '@gossamer/core/image';
import type { Command, CommandContext } from '../command/command.js';
import { downloadProgress } from '../command/download-progress.js';
import type { Flags } from '../command/flags.js';
import { failureRow, PictureTally } from '../command/picture-tally.js';
import { drain } from '../format/json-lines.js';
import { cacheFlags } from '../words/cache-words.js';
import { isFile } from '../words/is-file.js';
import { readLabels } from '../words/label-words.js';
import { checkFileFlags, type ModelWords, networkFlags, weightsFlags } from '../words/model-words.js';
import { changedConfig, pictureFlags, preprocessConfig } from '../words/picture-words.js';
import { fetchWeights } from './fetch-weights.js';
import { openPictureFile } from './open-picture-file.js';
import { isLong, loweredFor, openPictureModel } from './open-picture-model.js';
import type { PictureModel, Question } from './picture-model.js';
import { noPictures, pictureStream } from './picture-stream.js';
import { isFailure, type PictureAnswer, runPictures } from './run-pictures.js';
import {
  formatOf,
  type PictureRow,
  type Produce,
  type RowFormat,
  type RowsFile,
  writeRows,
} from './write-rows.js';

export const answersFlags = {
  model: { kind: 'value', value: 'M', doc: 'the network: a name, or an ONNX file' },
  out: { kind: 'value', short: 'o', value: 'FILE', doc: 'where to write: .jsonl, .npy or .parquet' },
  resume: { kind: 'switch', doc: 'go on with the file of --out where an earlier run was stopped' },
  ...networkFlags,
  ...weightsFlags,
  ...pictureFlags,
  ...cacheFlags,
} as const satisfies Flags;

export const answersSections: NonNullable<Command['sections']> = [
  { title: 'Network', flags: networkFlags },
  { title: 'Weights', flags: weightsFlags },
  { title: 'Pictures (as the model was published unless given)', flags: pictureFlags },
];

export type AnswersContext = CommandContext<typeof answersFlags>;

/** An answer in all its forms. */
interface AnswerRow extends PictureRow {
  /** For people, where no file is written. */
  readonly text?: string;
}

/** What an answer becomes, known once the network is open. */
export interface AnswerForm extends Pick<RowsFile, 'shapes' | 'columns'> {
  /** Fields of the JSON document. */
  readonly about: object;
  /** What people should know of the weights. */
  readonly notes: readonly string[];
  row(answer: PictureAnswer): AnswerRow;
  /** The answer in the JSON document. */
  result(answer: PictureAnswer, row: AnswerRow): object;
}

export interface AnswersOptions {
  readonly request: ModelWords;
  readonly question: Question;
  /** What --out may end in. */
  readonly formats: readonly RowFormat[];
  /** The file of --labels. */
  readonly labels?: string | undefined;
  form(model: PictureModel): AnswerForm;
}

/** The whole command; gives the exit status. */
export async function answerPictures(context: AnswersContext, options: AnswersOptions): Promise<number> {
  const { words, flags, output, signal } = context;
  const { formats, form } = options;
  const file =
    flags.out === undefined ? undefined : { path: flags.out, format: formatOf(flags.out, formats) };
  const pictures = await pictureStream(words);
  const model = await openModel(context, options, isLong(pictures.total, flags.out));
  const { about, notes, shapes, columns, row, result: resultOf } = form(model);
  let tally = new PictureTally(pictures.total, output);
  const results: object[] = [];
  const rows: Produce = async function* ({ rows: done, skip }) {
    if (flags.resume) output.note(`${done} picture${done === 1 ? ' was' : 's were'} done already`);
    tally = new PictureTally(pictures.total && pictures.total - done, output);
    for await (const result of tally.follow(
      runPictures(pictures.items(skip, signal), { ...model, signal }),
    )) {
      const written: AnswerRow = isFailure(result) ? failureRow(result) : row(result);
      if (output.json) results.push(isFailure(result) ? written.document : resultOf(result, written));
      if (file === undefined && written.text !== undefined) output.print(written.text);
      yield written;
    }
    // Before the file has its name.
    if (tally.done === 0 && !flags.resume) throw noPictures(words);
  };
  try {
    for (const note of [...model.notes, ...notes]) output.note(note);
    if (flags.debug) output.note(`ready: ${model.phases.summary()}`);
    if (file === undefined) await drain(rows({ rows: 0, skip: () => false }));
    else await writeRows({ ...file, resume: flags.resume, signal, shapes, columns }, rows);
  } catch (error) {
    if (error instanceof AbortError && file !== undefined && !flags.resume && tally.done > 0) {
      output.note(`nothing is kept of ${flags.out}: with --resume a run that is stopped keeps what it has`);
    }
    if (!tally.allFailed) throw error;
  } finally {
    await model.session.dispose();
  }
  output.document({ model: model.model, weights: model.weights, ...about, results });
  tally.finish();
  return tally.allFailed ? 1 : 0;
}

async function openModel(
  { flags, output, signal }: AnswersContext,
  { request, question, labels: labelsPath }: AnswersOptions,
  many: boolean,
): Promise<PictureModel> {
  const labels = labelsPath === undefined ? undefined : await readLabels(labelsPath);
  const shared = { question, labels, many, signal };
  if (isFile(request.model)) {
    checkFileFlags(request.model, flags);
    return openPictureFile(request, {
      ...shared,
      config: (said, size) => changedConfig(said ?? imagenetPreprocess, size, flags),
    });
  }
  const fetched = await fetchWeights(loweredFor(request, flags.target, many), {
    signal,
    onProgress: downloadProgress(output),
  });
  return openPictureModel(fetched, {
    ...shared,
    cached: !flags['no-cache'],
    config: (spec, size) => preprocessConfig(spec, size, flags, fetched.published),
  });
}
