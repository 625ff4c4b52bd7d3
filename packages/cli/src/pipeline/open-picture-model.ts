// A session for pictures: the model's words made fit for RGB files, and the preparation that goes with it.

import { OptionError } from '@gossamer/core';
import { createPreprocessor, type PreprocessConfig } from '@gossamer/core/image';
import type { ModelSpec } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { compiledCache, nodeRuntime, poolRuntime } from '@gossamer/runtime-node';
import type { ModelWords } from '../words/model-words.js';
import type { Fetched } from './fetch-weights.js';
import { labelsOf } from './labels.js';
import { openSession, precisionNotes } from './open-session.js';
import type { PictureModel, Question } from './picture-model.js';

export interface PictureModelOptions {
  readonly question: Question;
  /** Names of the classes, instead of the checkpoint's. */
  readonly labels: readonly string[] | undefined;
  /** Compiled networks are looked for, and kept, on this disk. */
  readonly cached: boolean;
  /** A session for each core instead of one for all: slower to open, faster for folders. */
  readonly many: boolean;
  readonly signal: AbortSignal;
  /** The preparation for a model and an input size. */
  config(spec: ModelSpec, size: readonly [number, number] | undefined): PreprocessConfig;
}

/**
 * Opens the network on the CPU with a fixed batch of one, or an open one for `--batch N`.
 * @throws OptionError for words that make no sense for pictures
 */
export async function openPictureModel(
  words: ModelWords & Fetched,
  { question, labels, cached, many, signal, config: configFor }: PictureModelOptions,
): Promise<PictureModel> {
  const { size, batch = 1, features, inChans = 3 } = words.build;
  if (features !== undefined && question !== 'maps')
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
  const { network, session, weights, phases } = opened;
  const classes = network.options.numClasses as number;
  const names = question === 'classes' ? await labelsOf(classes, labels, words.published?.labels) : undefined;
  return {
    model: words.model,
    weights: weights.source,
    learned: weights.learned,
    session,
    prepare,
    batch,
    outputs: session.outputs.map(({ name, shape }) => ({ name, shape: shape.slice(1) as number[] })),
    labels: names?.names,
    probabilities: false,
    features: network.features,
    notes: [...weights.notes.map(({ message }) => message), ...precisionNotes(opened)],
    phases,
  };
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
