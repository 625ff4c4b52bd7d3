// The pictures of one run of a network: decoded, prepared and run where this is called, in a worker or not.

import { createPreprocessor, type PreprocessConfig, type Preprocessor } from '@gossamer/core/image';
import { decodePicture } from '../pictures/decode-picture.js';
import { type PictureError, pictureError } from './picture-error.js';

/** Plain data, so that it can go to a worker. */
export interface PictureJob {
  /** Paths, or files' bytes. */
  readonly pictures: readonly (string | Uint8Array)[];
  readonly preprocess: PreprocessConfig;
  readonly maxPixels: number | undefined;
  /** The network's input and the outputs wanted. */
  readonly input: string;
  readonly outputs: readonly string[];
}

export interface PictureJobResult<Outputs> {
  /** A row for each picture that has no error; undefined where all have. */
  readonly outputs: Outputs | undefined;
  /** In the order of the pictures. */
  readonly errors: readonly (PictureError | undefined)[];
  /** Preparing and running, waiting left out. */
  readonly ms: number;
}

interface Input {
  readonly type: 'float32';
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** Runs the network on its only input. */
export type RunInput<Outputs> = (
  feeds: readonly [readonly [name: string, input: Input]],
  outputs: readonly string[],
) => Promise<Outputs>;

/** Pictures of one job that are decoded at the same time. */
const DECODERS = 4;

/**
 * A function for jobs that may overlap: while one runs, the next ones are decoded. Runs come one after another unless
 * `overlap`. It never rejects for a picture's sake.
 */
export function pictureJobs<Outputs>(
  run: RunInput<Outputs>,
  overlap = false,
): (job: PictureJob) => Promise<PictureJobResult<Outputs>> {
  const preprocessors = new Map<string, Preprocessor>();
  const spare: Float32Array[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    if (overlap) return task();
    const result = last.then(task);
    last = result.catch(() => {});
    return result;
  };
  return async (job) => {
    const prepare = preprocessorOf(preprocessors, job.preprocess);
    const [height, width] = job.preprocess.inputSize;
    const length = 3 * height * width;
    const needed = job.pictures.length * length;
    const kept = spare.pop();
    const buffer = kept?.length === needed ? kept : new Float32Array(needed);
    const { errors, ms } = await prepareAll(job, prepare, buffer);
    const rows = gather(buffer, length, errors);
    if (rows === 0) return { outputs: undefined, errors, ms };
    const input: Input = {
      type: 'float32',
      dims: [rows, 3, height, width],
      data: buffer.subarray(0, rows * length),
    };
    return inTurn(async () => {
      const started = performance.now();
      const outputs = await run([[job.input, input]], job.outputs);
      spare.push(buffer);
      return { outputs, errors, ms: ms + performance.now() - started };
    });
  };
}

async function prepareAll(
  { pictures, maxPixels }: PictureJob,
  prepare: Preprocessor,
  into: Float32Array,
): Promise<{ errors: (PictureError | undefined)[]; ms: number }> {
  const errors: (PictureError | undefined)[] = [];
  const options = maxPixels === undefined ? {} : { maxPixels };
  let ms = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < pictures.length) {
      const index = next++;
      try {
        const picture = await decodePicture(pictures[index] as string | Uint8Array, options);
        const started = performance.now();
        prepare.tensor(picture, { into, offset: (into.length / pictures.length) * index });
        ms += performance.now() - started;
        errors[index] = undefined;
      } catch (error) {
        errors[index] = pictureError(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(DECODERS, pictures.length) }, work));
  return { errors, ms };
}

/** Closes the gaps failures left; how many rows there are. */
function gather(buffer: Float32Array, length: number, errors: readonly (PictureError | undefined)[]): number {
  let rows = 0;
  for (const [index, error] of errors.entries()) {
    if (error !== undefined) continue;
    if (index !== rows) buffer.copyWithin(rows * length, index * length, (index + 1) * length);
    rows++;
  }
  return rows;
}

function preprocessorOf(known: Map<string, Preprocessor>, config: PreprocessConfig): Preprocessor {
  const key = JSON.stringify(config);
  const preprocessor = known.get(key) ?? createPreprocessor(config);
  known.set(key, preprocessor);
  return preprocessor;
}
