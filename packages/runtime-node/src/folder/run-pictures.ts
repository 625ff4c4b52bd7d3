// Pictures through a network: decoding, preparation and runs overlap; what fails is reported and passed over.

import type { GossamerError, Tensor } from '@gossamer/core';
import { createPreprocessor, type PreprocessConfig } from '@gossamer/core/image';
import { type AbortSource, type Session, throwIfAborted } from '@gossamer/core/runtime';
import { loadSharp } from '../pictures/load-sharp.js';
import { CrewPool } from '../pool/crew-pool.js';
import { WorkersDied } from '../pool/workers-died.js';
import type { PictureItem } from '../sources/picture-item.js';
import { batched, mapOrdered } from './map-ordered.js';
import { notNumbers } from './not-numbers.js';
import { pictureError, thrownError } from './picture-error.js';
import { type PictureJob, type PictureJobResult, pictureJobs } from './picture-job.js';
import { type PictureProgress, progressMeter } from './progress.js';
import { untilAborted } from './until-aborted.js';

export interface RunPicturesOptions {
  /** How pictures become inputs: a checkpoint's own configuration. */
  readonly preprocess: PreprocessConfig;
  /** Pictures in one run, 1 by default; more needs a network with an open batch. */
  readonly batch?: number;
  /** Pictures that are fetched and decoded ahead, 4 by default as Node has threads for it; pools see to themselves. */
  readonly decoders?: number;
  readonly signal?: AbortSource | undefined;
  /** Larger pictures are refused before they are decoded. */
  readonly maxPixels?: number;
  /** Outputs wanted; all where left out. */
  readonly outputs?: readonly string[];
  /** How many pictures there are, for the time left. */
  readonly total?: number;
  onProgress?(progress: PictureProgress): void;
}

/** The network's answer to one picture. */
export interface PictureAnswer {
  readonly image: string;
  /** One row [1, ...] of each output, the caller's own. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Preparation and run; a batch's time is shared out. */
  readonly ms: number;
}

export interface PictureFailure {
  readonly image: string;
  readonly error: GossamerError;
}

export function isFailure(result: object): result is PictureFailure {
  return 'error' in result;
}

/**
 * Answers in the order of the pictures. A pool as `session` decodes and prepares them in its workers.
 * @throws AbortError; errors of the network
 */
export async function* runPictures(
  session: Session,
  items: AsyncIterable<PictureItem> | Iterable<PictureItem>,
  options: RunPicturesOptions,
): AsyncGenerator<PictureAnswer | PictureFailure> {
  const { batch = 1, decoders = 4, signal, onProgress, total } = options;
  createPreprocessor(options.preprocess);
  const meter = progressMeter(total);
  const runner = await runnerOf(session, decoders, signal);
  const stoppable = signal === undefined ? items : untilAborted(items, signal, WHAT);
  const read = mapOrdered(stoppable, Math.max(decoders, runner.jobs * batch), (item) =>
    readItem(item, signal),
  );
  const answers = mapOrdered(batched(read, batch), runner.jobs, (group) =>
    answer(group, jobOf(session, options), runner),
  );
  for await (const group of answers) {
    throwIfAborted(signal, WHAT);
    for (const result of group) {
      const progress = meter(isFailure(result));
      onProgress?.(progress);
      yield result;
    }
  }
}

/** What a signal aborts. */
const WHAT = 'the run over the pictures';

interface ReadPicture {
  readonly image: string;
  readonly source: string | Uint8Array;
}

type Outputs = Record<string, Tensor>;

interface Runner {
  /** Jobs to have under way, so that nothing waits for the next one. */
  readonly jobs: number;
  run(job: PictureJob): Promise<PictureJobResult<Outputs>>;
}

async function runnerOf(
  session: Session,
  decoders: number,
  signal: AbortSource | undefined,
): Promise<Runner> {
  if (session instanceof CrewPool && session.readsPictures) {
    // Its native part has to be loaded here before threads load it. What fails comes with each picture.
    await loadSharp().catch(() => {});
    return { jobs: 3 * session.workers, run: (job) => session.runPictures(job, signal) };
  }
  const workers = session instanceof CrewPool ? session.workers : 1;
  const run = pictureJobs(async ([[name, { type, dims, data }]], outputs) => {
    const input: Tensor = { dtype: type, shape: dims, data };
    return session.run({ [name]: input }, { signal, outputs });
  }, workers > 1);
  return { jobs: decoders + workers, run };
}

/** Never rejects but for its signal: one bad picture is not the end. */
async function readItem(
  item: PictureItem,
  signal: AbortSource | undefined,
): Promise<ReadPicture | PictureFailure> {
  const image = item.name;
  try {
    return { image, source: await item.read(signal) };
  } catch (error) {
    throwIfAborted(signal, WHAT);
    return { image, error: thrownError(pictureError(error)) };
  }
}

function jobOf(session: Session, options: RunPicturesOptions): Omit<PictureJob, 'pictures'> {
  return {
    preprocess: options.preprocess,
    maxPixels: options.maxPixels,
    input: session.inputs[0]?.name ?? 'pixel_values',
    outputs: options.outputs ?? session.outputs.map(({ name }) => name),
  };
}

async function answer(
  group: readonly (ReadPicture | PictureFailure)[],
  job: Omit<PictureJob, 'pictures'>,
  runner: Runner,
): Promise<(PictureAnswer | PictureFailure)[]> {
  const good = group.filter((picture): picture is ReadPicture => !isFailure(picture));
  if (good.length === 0) return group as PictureFailure[];
  const results = await answerAll(good, job, runner);
  return group.map((picture) => (isFailure(picture) ? picture : (results.shift() as PictureAnswer)));
}

async function answerAll(
  pictures: readonly ReadPicture[],
  job: Omit<PictureJob, 'pictures'>,
  runner: Runner,
): Promise<(PictureAnswer | PictureFailure)[]> {
  const sources = pictures.map(({ source }) => source);
  try {
    const { outputs = {}, errors, ms } = await runner.run({ ...job, pictures: sources });
    const rows = errors.filter((error) => error === undefined).length;
    const share = Math.round((ms / Math.max(rows, 1)) * 1000) / 1000;
    let row = 0;
    return pictures.map(({ image }, index) => {
      const error = errors[index];
      if (error !== undefined) return { image, error: thrownError(error) };
      const own = rowOf(outputs, row++, rows);
      const fault = notNumbers(own);
      return fault === undefined ? { image, outputs: own, ms: share } : { image, error: fault };
    });
  } catch (error) {
    if (!(error instanceof WorkersDied)) throw error;
    // One of them is to blame: alone it costs only itself.
    if (pictures.length === 1) return [{ image: pictures[0]?.image ?? '', error }];
    const single = pictures.map((picture) => answerAll([picture], job, runner));
    return (await Promise.all(single)).flat();
  }
}

function rowOf(results: Readonly<Outputs>, row: number, rows: number): Outputs {
  if (rows === 1) return { ...results };
  const cut = ({ dtype, shape, data }: Tensor): Tensor => {
    const length = data.length / rows;
    return { dtype, shape: [1, ...shape.slice(1)], data: data.slice(row * length, (row + 1) * length) };
  };
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, cut(tensor)]));
}
