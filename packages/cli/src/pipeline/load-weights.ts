// Words -> weights: seeded, random, or a checkpoint's file bound to the network.

import { type Graph, WeightMismatchError } from '@gossamer/core';
import {
  type LazyTensor,
  randomWeights,
  seededWeights,
  type WeightMatch,
  type WeightNote,
} from '@gossamer/core/weights';
import { bindCheckpoint, type Network } from '@gossamer/models';
import type { ModelWords } from '../words/model-words.js';
import { type WeightsSource, weightsSource } from '../words/weights-source.js';
import { type Fetched, fetchWeights, type LocalWeights } from './fetch-weights.js';
import { openWeightsFile } from './open-weights-file.js';

export interface LoadedWeights {
  /** One tensor for each parameter; read them before `close`. */
  readonly tensors: ReadonlyMap<string, LazyTensor>;
  /** `seeded:1`, `random:0`, the file's name, or where it was downloaded from. */
  readonly source: string;
  /** False for weights made up on the spot: what such a network answers means nothing. */
  readonly learned: boolean;
  /** What was done to make them fit. */
  readonly notes: readonly WeightNote[];
  /** SHA-256 of the file; undefined where there is none. */
  hash(signal?: AbortSignal): Promise<string | undefined>;
  /** What tells these weights from all others on this machine; no tensor is read. */
  identity(): Promise<string>;
  close(): Promise<void>;
}

/**
 * The weights the words ask for, bound to the network; nothing but the checkpoint's header is read. Weights that were
 * not fetched before (`fetchWeights`) are fetched now.
 *
 * @throws OptionError for words that mean nothing; IoError and FormatError for the file; WeightMismatchError
 * where it does not fit
 */
export async function loadWeights(words: ModelWords & Fetched, network: Network): Promise<LoadedWeights> {
  const source = weightsSource(words.weights);
  if (source.kind !== 'seeded' && source.kind !== 'random') {
    const { local } = words.local === undefined ? await fetchWeights(words) : words;
    return fromFile(local as LocalWeights, words, network);
  }
  const recipe = source.kind === 'seeded' ? `seeded:${source.gain}` : `random:${source.seed}`;
  return {
    tensors: made(source, network.graph),
    source: recipe,
    learned: false,
    notes: [],
    hash: async () => undefined,
    identity: async () => recipe,
    close: async () => {},
  };
}

function made(
  source: Extract<WeightsSource, { kind: 'seeded' | 'random' }>,
  graph: Graph,
): LoadedWeights['tensors'] {
  return source.kind === 'seeded'
    ? seededWeights(graph.params, source.gain)
    : randomWeights(graph, source.seed);
}

async function fromFile(
  { path, name, notes: before }: LocalWeights,
  { adapt, section, build }: ModelWords,
  network: Network,
): Promise<LoadedWeights> {
  const { checkpoint, hash, identity, close } = await openWeightsFile(path, section);
  const notes: WeightNote[] = [...before, ...checkpoint.notes.map(withFlag)];
  try {
    const tensors = bindCheckpoint(network, checkpoint.tensors, {
      adapt,
      source: path,
      report: (note) => notes.push(note),
    });
    const source = section === undefined ? name : `${name} (${section})`;
    return { tensors, source, learned: true, notes, hash, identity, close };
  } catch (error) {
    await close();
    throw adapt || build.globalPool !== undefined ? error : hinted(error);
  }
}

/** Names the flag that takes another state dict than the first. */
export function withFlag(note: WeightNote): WeightNote {
  if (!note.hasOthers) return note;
  return { ...note, message: `${note.message} (--section takes another)` };
}

/** Where only shapes differ, a flag may be what is wanted. */
function hinted(error: unknown): unknown {
  if (!(error instanceof WeightMismatchError)) return error;
  const { reason, within, details, cause } = error;
  const { missing, unexpected, misshaped = [] } = details as Partial<WeightMatch>;
  // The stem, and the classifier's weight and bias: more than these --adapt does not change.
  if (missing?.length !== 0 || unexpected?.length !== 0 || misshaped.length > 3) return error;
  const hint =
    'trained with other classes or channels? say --num-classes or --in-chans, or add --adapt, which starts a classifier anew';
  return new WeightMismatchError(reason, { within, hint, details, cause });
}
