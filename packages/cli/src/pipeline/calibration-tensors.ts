// Words -> inputs to calibrate with and to compare on: pictures of a folder, or noise.

import { OptionError, type Tensor } from '@gossamer/core';
import { createPreprocessor, type Picture, type PreprocessConfig } from '@gossamer/core/image';
import { seededInput } from '@gossamer/core/weights';
import { decodePicture } from '@gossamer/runtime-node';
import { listPictures } from './list-pictures.js';

export interface CalibrationTensors {
  readonly samples: readonly Tensor[];
  /** Others than the samples, where there are enough pictures. */
  readonly probes: readonly Tensor[];
}

/** Pictures used at most; every fifth one is a probe. */
const MOST = 80;
const NOISE = { samples: 8, probes: 4 } as const;

/** Noise of this input shape. */
export function seededTensors(shape: readonly number[]): CalibrationTensors {
  const make = (kind: string, count: number): Tensor[] =>
    Array.from({ length: count }, (_, index) => seededInput(`${kind}.${index}`, shape));
  return { samples: make('calibration', NOISE.samples), probes: make('probe', NOISE.probes) };
}

/**
 * Pictures spread evenly over the folder, prepared for the network, `batch` to a tensor.
 * @throws IoError where there are none, ImageError for one that cannot be read
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
  const probes = chosen.filter((_, index) => index % 5 === 4);
  const samples = chosen.filter((_, index) => index % 5 !== 4);
  const read = (paths: readonly string[]) => tensors(paths, config, batch, signal);
  const calibration = await read(samples);
  return { samples: calibration, probes: probes.length === 0 ? calibration : await read(probes) };
}

async function tensors(
  paths: readonly string[],
  config: PreprocessConfig,
  batch: number,
  signal: AbortSignal | undefined,
): Promise<Tensor[]> {
  const prepare = createPreprocessor(config);
  const [height, width] = config.inputSize;
  const made: Tensor[] = [];
  for (let start = 0; start < paths.length; start += batch) {
    const pictures: Picture[] = [];
    // The last batch is filled up from the beginning.
    for (let i = start; i < start + batch; i++)
      pictures.push(
        await decodePicture(paths[i % paths.length] as string, signal === undefined ? {} : { signal }),
      );
    // The preparation may reuse its buffer.
    made.push({ dtype: 'float32', shape: [batch, 3, height, width], data: prepare.batch(pictures).slice() });
  }
  return made;
}

/** @throws OptionError for networks that do not read pictures */
export function requirePictures(channels: unknown): void {
  if (channels === 3) return;
  throw new OptionError(`pictures have 3 channels, this network reads ${channels}`, {
    hint: '--calibration seeded works with any input, for timing',
  });
}
