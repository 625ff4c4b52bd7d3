// Pictures through a network: decoding, preparation and runs overlap; what fails is reported and passed over.

import { GossamerError, ImageError, type Tensor } from '@gossamer/core';
import {
  createPreprocessor,
  type Picture,
  type PreprocessConfig,
  type Preprocessor,
} from '@gossamer/core/image';
import { type AbortSource, type Session, throwIfAborted } from '@gossamer/core/runtime';
import { decodePicture } from '../pictures/decode-picture.js';
import type { PictureItem } from '../sources/picture-item.js';
import { batched, mapOrdered } from './map-ordered.js';
import { type PictureProgress, progressMeter } from './progress.js';

export interface RunPicturesOptions {
  /** How pictures become inputs: a checkpoint's own configuration. */
  readonly preprocess: PreprocessConfig;
  /** Pictures in one run, 1 by default; more needs a network with an open batch. */
  readonly batch?: number;
  /** Pictures that are decoded at the same time, 4 by default as Node has threads for it. */
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
  /** From the decoded picture to the answer; a batch's time is shared out. */
  readonly ms: number;
}

export interface PictureFailure {
  readonly image: string;
  readonly error: GossamerError;
}

export function isFailure(result: object): result is PictureFailure {
  return 'error' in result;
}

/** Answers in the order of the pictures. A pool as `session` runs on all its workers. @throws AbortError; errors of the network */
export async function* runPictures(
  session: Session,
  items: AsyncIterable<PictureItem> | Iterable<PictureItem>,
  options: RunPicturesOptions,
): AsyncGenerator<PictureAnswer | PictureFailure> {
  const { batch = 1, decoders = 4, signal, onProgress, total } = options;
  const prepare = createPreprocessor(options.preprocess);
  const meter = progressMeter(total);
  const workers = (session as { workers?: number }).workers ?? 1;
  const decoded = mapOrdered(items, decoders, (item) => decode(item, options));
  const answers = mapOrdered(batched(decoded, batch), workers + 1, (group) =>
    answer(session, prepare, group, options),
  );
  for await (const group of answers) {
    throwIfAborted(signal, 'the run over the pictures');
    for (const result of group) {
      const progress = meter(isFailure(result));
      onProgress?.(progress);
      yield result;
    }
  }
}

interface Decoded {
  readonly image: string;
  readonly picture: Picture;
}

/** Never rejects but for its signal: one bad picture is not the end. */
async function decode(item: PictureItem, options: RunPicturesOptions): Promise<Decoded | PictureFailure> {
  const { signal, maxPixels } = options;
  const image = item.name;
  try {
    const source = await item.read(signal);
    const limits = maxPixels === undefined ? {} : { maxPixels };
    return { image, picture: await decodePicture(source, { signal, ...limits }) };
  } catch (error) {
    throwIfAborted(signal, 'the run over the pictures');
    return { image, error: asGossamer(error) };
  }
}

async function answer(
  session: Session,
  prepare: Preprocessor,
  group: readonly (Decoded | PictureFailure)[],
  { signal, outputs }: RunPicturesOptions,
): Promise<(PictureAnswer | PictureFailure)[]> {
  const good = group.filter((picture): picture is Decoded => !isFailure(picture));
  if (good.length === 0) return group as PictureFailure[];
  const started = performance.now();
  const [height, width] = prepare.config.inputSize;
  const data = prepare.batch(good.map(({ picture }) => picture));
  const input: Tensor = { dtype: 'float32', shape: [good.length, 3, height, width], data };
  const name = session.inputs[0]?.name ?? 'pixel_values';
  const results = await session.run({ [name]: input }, { signal, ...(outputs && { outputs }) });
  const ms = Math.round(((performance.now() - started) / good.length) * 1000) / 1000;
  let row = 0;
  return group.map((picture) =>
    isFailure(picture) ? picture : { image: picture.image, outputs: rowOf(results, row++, good.length), ms },
  );
}

function rowOf(results: Readonly<Record<string, Tensor>>, row: number, rows: number): Record<string, Tensor> {
  if (rows === 1) return { ...results };
  const cut = ({ dtype, shape, data }: Tensor): Tensor => {
    const length = data.length / rows;
    return { dtype, shape: [1, ...shape.slice(1)], data: data.slice(row * length, (row + 1) * length) };
  };
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, cut(tensor)]));
}

function asGossamer(error: unknown): GossamerError {
  if (error instanceof GossamerError) return error;
  return new ImageError(error instanceof Error ? error.message : String(error), { cause: error });
}
