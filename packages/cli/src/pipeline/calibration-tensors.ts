// Words -> inputs to calibrate with and to compare on: pictures of a folder, or noise.

import { type GossamerError, ImageError, IoError, OptionError, type Tensor } from '@gossamer/core';
import { createPreprocessor, type PreprocessConfig } from '@gossamer/core/image';
import { seededInput } from '@gossamer/core/weights';
import { decodePicture } from '@gossamer/runtime-node';
import { listPictures } from './list-pictures.js';

export interface CalibrationTensors {
  readonly samples: readonly Tensor[];
  /** Others than the samples, where there are enough pictures. */
  readonly probes: readonly Tensor[];
  /** What people should know. */
  readonly notes: readonly string[];
}

/** Pictures used at most; every fifth one is a probe. */
const MOST = 80;
const NOISE = { samples: 8, probes: 4 } as const;

/** Noise of this input shape. */
export function seededTensors(shape: readonly number[]): CalibrationTensors {
  const make = (kind: string, count: number): Tensor[] =>
    Array.from({ length: count }, (_, index) => seededInput(`${kind}.${index}`, shape));
  return { samples: make('calibration', NOISE.samples), probes: make('probe', NOISE.probes), notes: [] };
}

/**
 * Pictures spread evenly over the folder, prepared for the network, `batch` to a tensor. Those that cannot be read are left
 * out and noted.
 * @throws IoError where there are none, ImageError where none can be read
 */
export async function pictureTensors(
  path: string,
  config: PreprocessConfig,
  batch: number,
  signal: AbortSignal | undefined,
): Promise<CalibrationTensors> {
  const all = await listPictures([path]);
  const step = Math.max(1, all.length / MOST);
  const chosen = Array.from(
    { length: Math.min(all.length, MOST) },
    (_, i) => all[Math.floor(i * step)] as string,
  );
  const { pictures, notes } = await prepared(chosen, config, signal);
  const probes = pictures.filter((_, index) => index % 5 === 4);
  const samples = pictures.filter((_, index) => index % 5 !== 4);
  const shape = [batch, 3, ...config.inputSize];
  const calibration = batched(samples, shape);
  return { samples: calibration, probes: probes.length === 0 ? calibration : batched(probes, shape), notes };
}

interface Prepared {
  readonly pictures: readonly Float32Array[];
  readonly notes: readonly string[];
}

async function prepared(
  paths: readonly string[],
  config: PreprocessConfig,
  signal: AbortSignal | undefined,
): Promise<Prepared> {
  const prepare = createPreprocessor(config);
  const pictures: Float32Array[] = [];
  const failures: GossamerError[] = [];
  for (const path of paths) {
    try {
      // The preparation may reuse its buffer.
      pictures.push(
        prepare.tensor(await decodePicture(path, signal === undefined ? {} : { signal })).slice(),
      );
    } catch (error) {
      if (!(error instanceof ImageError || error instanceof IoError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first === undefined) return { pictures, notes: [] };
  if (pictures.length === 0) throw first;
  const note = `${failures.length} of ${paths.length} pictures could not be read and were left out, the first: ${first.within ?? first.path}: ${first.reason}`;
  return { pictures, notes: [note] };
}

/** The last tensor is filled up from the beginning. */
function batched(pictures: readonly Float32Array[], shape: readonly number[]): Tensor[] {
  const [batch = 1, ...picture] = shape;
  const size = picture.reduce((a, b) => a * b, 1);
  return Array.from({ length: Math.ceil(pictures.length / batch) }, (_, group): Tensor => {
    const data = new Float32Array(batch * size);
    for (let i = 0; i < batch; i++) {
      data.set(pictures[(group * batch + i) % pictures.length] as Float32Array, i * size);
    }
    return { dtype: 'float32', shape, data };
  });
}

/** @throws OptionError for networks that do not read pictures */
export function requirePictures(channels: unknown): void {
  if (channels === 3) return;
  throw new OptionError(`pictures have 3 channels, this network reads ${channels}`, {
    hint: '--calibration seeded works with any input, for timing',
  });
}
