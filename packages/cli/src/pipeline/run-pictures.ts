// Pictures through a network, a batch at a time; what fails is reported and passed over.

import { AbortError, type GossamerError, type Tensor } from '@gossamer/core';
import type { Picture, Preprocessor } from '@gossamer/core/image';
import type { Session } from '@gossamer/core/runtime';
import { decodePicture } from '@gossamer/runtime-node';

/** The network's answer to one picture. */
export interface PictureAnswer {
  readonly image: string;
  /** Its row of the network's first output. */
  readonly row: Float32Array;
  /** From the decoded picture to the answer; a batch's time is shared out. */
  readonly ms: number;
}

export interface PictureFailure {
  readonly image: string;
  readonly error: GossamerError;
}

export interface RunPicturesOptions {
  readonly session: Session;
  readonly prepare: Preprocessor;
  readonly batch: number;
  readonly signal: AbortSignal;
}

/** Answers in the order of the paths. While one batch runs the next one is being decoded. */
export async function* runPictures(
  paths: readonly string[],
  options: RunPicturesOptions,
): AsyncGenerator<PictureAnswer | PictureFailure> {
  const { batch, signal } = options;
  let coming = decodeAll(paths.slice(0, batch), signal);
  for (let start = 0; start < paths.length; start += batch) {
    const decoded = await coming;
    coming = decodeAll(paths.slice(start + batch, start + 2 * batch), signal);
    if (signal.aborted) throw new AbortError('stopped');
    const answers = await answer(decoded, options);
    yield* decoded.map((picture) => (isFailure(picture) ? picture : (answers.shift() as PictureAnswer)));
  }
}

export function isFailure(result: object): result is PictureFailure {
  return 'error' in result;
}

interface Decoded {
  readonly image: string;
  readonly picture: Picture;
}

function decodeAll(paths: readonly string[], signal: AbortSignal): Promise<(Decoded | PictureFailure)[]> {
  return Promise.all(paths.map((path) => decode(path, signal)));
}

/** Never rejects: the batch before it is still running. */
async function decode(image: string, signal: AbortSignal): Promise<Decoded | PictureFailure> {
  return decodePicture(image, { signal }).then(
    (picture) => ({ image, picture }),
    (error: GossamerError) => ({ image, error }),
  );
}

async function answer(
  decoded: readonly (Decoded | PictureFailure)[],
  { session, prepare, signal }: RunPicturesOptions,
): Promise<PictureAnswer[]> {
  const good = decoded.filter((picture): picture is Decoded => !isFailure(picture));
  if (good.length === 0) return [];
  const started = performance.now();
  const [height, width] = prepare.config.inputSize;
  const data = prepare.batch(good.map(({ picture }) => picture));
  const input: Tensor = { dtype: 'float32', shape: [good.length, 3, height, width], data };
  const outputs = await session.run({ pixel_values: input }, { signal });
  const [output] = Object.values(outputs) as [Tensor];
  const ms = Math.round(((performance.now() - started) / good.length) * 1000) / 1000;
  const size = output.data.length / good.length;
  return good.map(({ image }, index) => ({
    image,
    row: (output.data as Float32Array).slice(index * size, (index + 1) * size),
    ms,
  }));
}
