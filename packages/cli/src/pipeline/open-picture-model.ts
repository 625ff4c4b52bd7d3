// A session for pictures: the model's words made fit for RGB files, and the preparation that goes with it.

import { OptionError } from '@gossamer/core';
import { createPreprocessor, type PreprocessConfig, type Preprocessor } from '@gossamer/core/image';
import type { ModelSpec } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { compiledCache, nodeRuntime, poolRuntime } from '@gossamer/runtime-node';
import type { ModelWords } from '../words/model-words.js';
import { type OpenedModel, openSession } from './open-session.js';

export interface PictureModel extends OpenedModel {
  readonly prepare: Preprocessor;
  /** Pictures in one run. */
  readonly batch: number;
}

export interface PictureModelOptions {
  /** Compiled networks are looked for, and kept, on this disk. */
  readonly cached: boolean;
  /** A session for each core instead of one for all: slower to open, faster for folders. */
  readonly many: boolean;
  /** Feature maps are what is wanted. */
  readonly maps?: boolean;
}

/**
 * Opens the network on the CPU with a fixed batch of one, or an open one for `--batch N`.
 * @param configFor the preparation for a model and an input size
 * @throws OptionError for words that make no sense for pictures
 */
export async function openPictureModel(
  words: ModelWords,
  configFor: (spec: ModelSpec, size: readonly [number, number] | undefined) => PreprocessConfig,
  signal: AbortSignal,
  { cached, many, maps = false }: PictureModelOptions,
): Promise<PictureModel> {
  const { size, batch = 1, features, inChans = 3 } = words.build;
  if (features !== undefined && !maps)
    throw new OptionError('--features gives maps, not an answer to a picture', {
      hint: '`gossamer extract` writes them',
    });
  if (inChans !== 3) throw new OptionError(`pictures have 3 channels, --in-chans is ${inChans}`);
  if (size === 'dynamic') throw new OptionError('pictures are brought to one size: give --size a number');
  if (batch === 'dynamic') throw new OptionError('--batch is a number here: how many pictures run at once');
  const fixed = typeof size === 'number' ? ([size, size] as const) : size;
  const config = configFor(await findModel(words.model), fixed);
  const prepare = createPreprocessor(config);
  const build = { ...words.build, size: config.inputSize, batch: batch === 1 ? 1 : ('dynamic' as const) };
  const opened = await openSession(
    { ...words, build },
    {
      runtime: (many ? poolRuntime : nodeRuntime)({ device: 'cpu' }),
      signal,
      preprocessing: () => config,
      cache: cached ? compiledCache() : undefined,
    },
  );
  return { ...opened, prepare, batch };
}

/** Worth a session for each core: many pictures, and a file to write to (a pipe may end before the pictures do). */
export function isLong(total: number | undefined, out: string | undefined): boolean {
  return out !== undefined && (total === undefined || total >= 32);
}

/**
 * The target where none is asked for: this machine's CPU for many pictures. A graph of its own takes up to a second to write,
 * which one picture would not win back.
 */
export function loweredFor(words: ModelWords, asked: string | undefined, many: boolean): ModelWords {
  return many && asked === undefined ? { ...words, target: 'cpu' } : words;
}
