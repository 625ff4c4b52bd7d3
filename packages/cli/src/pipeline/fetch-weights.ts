// Words -> weights that are here: `pretrained` and `hf:` are downloaded, or found in the cache.

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { didYouMean, type GossamerError, IoError, OptionError } from '@gossamer/core';
import { faultOf, type HubWord, type OnProgress } from '@gossamer/core/hub';
import type { WeightNote } from '@gossamer/core/weights';
import { type CheckpointEntry, findCheckpoint, type TimmConfig, timmConfig } from '@gossamer/models';
import { findModel, modelNames } from '@gossamer/models/catalog';
import { downloadHubFile, downloadHubWeights, downloadUrl } from '@gossamer/runtime-node';
import type { ModelWords } from '../words/model-words.js';
import { weightsSource } from '../words/weights-source.js';

/** A checkpoint on this disk. */
export interface LocalWeights {
  readonly path: string;
  /** Where it came from: a file's name, `hf:OWNER/REPO/FILE@COMMIT`, an address. */
  readonly name: string;
  readonly notes: readonly WeightNote[];
}

const MAX_CONFIG_BYTES = 10e6;

export interface FetchOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Weights of the hub. */
interface HubWeights extends LocalWeights {
  readonly repo: string;
  readonly commit: string;
}

/** What a checkpoint was published with. */
export type Published = Pick<CheckpointEntry, 'numClasses' | 'preprocess' | 'options'> &
  Pick<TimmConfig, 'labels'>;

/** What is known once weights are here. */
export interface Fetched {
  readonly local?: LocalWeights;
  /** Of the catalog, or of the repository's own config.json. */
  readonly published?: Published;
}

type WeightsWords = Pick<ModelWords, 'model' | 'weights' | 'build' | 'set'>;

/**
 * Downloads what is not here. What the checkpoint was published with (classes, input size, options) stands where the
 * words say nothing else.
 *
 * @throws OptionError for words that mean nothing; IoError as `downloadHubWeights` and `downloadUrl`
 */
export async function fetchWeights<W extends WeightsWords>(
  words: W,
  options: FetchOptions = {},
): Promise<W & Fetched> {
  const source = weightsSource(words.weights);
  switch (source.kind) {
    case 'pretrained': {
      const published = findCheckpoint(await findModel(words.model), source.tag);
      const local = await fetchPublished(words.model, published, options);
      return { ...asPublished(words, published), local, published };
    }
    case 'hub': {
      const { repo, file } = source.repo;
      const entries = (await findModel(words.model)).checkpoints();
      const local = await fetchHub(source.repo, options);
      const known = file === undefined ? entries.find(({ hub }) => hub === repo) : undefined;
      const published = known ?? (await savedConfig(local, options));
      return published === undefined
        ? { ...words, local }
        : { ...asPublished(words, published), local, published };
    }
    case 'file':
      return { ...words, local: { path: source.path, name: basename(source.path), notes: [] } };
    default:
      return words;
  }
}

/** What the words do not say is as the checkpoint was published. */
export function asPublished<W extends Pick<ModelWords, 'build' | 'set'>>(words: W, published: Published): W {
  const { numClasses, preprocess, options = {} } = published;
  const set = Object.entries(options).map(([key, value]) => `${key}=${String(value)}`);
  // The last setting of a key counts: the user's own.
  return {
    ...words,
    build: { numClasses, size: preprocess.inputSize, ...words.build },
    set: [...set, ...words.set],
  };
}

export async function fetchPublished(
  model: string,
  { hub, url, sha256, tag, source }: CheckpointEntry,
  options: FetchOptions = {},
): Promise<LocalWeights> {
  if (hub !== undefined) return fetchHub({ repo: hub, revision: 'main' }, options);
  if (url === undefined) {
    throw new OptionError(`the file of ${tag} cannot be downloaded from here`, {
      within: model,
      hint: `${source} says where it is: download it, and give its path to --weights`,
    });
  }
  const { path, note } = await downloadUrl(url, { ...options, sha256 });
  return { path, name: url, notes: notesOf(note) };
}

async function fetchHub(word: HubWord, options: FetchOptions): Promise<HubWeights> {
  const { path, commit, file, note } = await downloadHubWeights(word, options).catch(withNearestRepo(word));
  return { path, name: hubName(word.repo, file, commit), notes: notesOf(note), repo: word.repo, commit };
}

/** What timm saved beside the weights. */
async function savedConfig(
  { repo, commit }: HubWeights,
  { signal }: FetchOptions,
): Promise<Published | undefined> {
  const pinned = { repo, revision: commit };
  const config = await downloadHubFile(pinned, 'config.json', { signal, maxBytes: MAX_CONFIG_BYTES }).catch(
    (error: unknown) => {
      if (['not-found', 'offline', 'too-large'].includes(faultOf(error) ?? '')) return undefined;
      throw error;
    },
  );
  return config && timmConfig(await readFile(config.path, 'utf8'));
}

/** `hf:OWNER/REPO/FILE@COMMIT`, which `--weights` takes too. */
export function hubName(repo: string, file: string, commit: string): string {
  return `hf:${repo}/${file}@${commit}`;
}

/** Names the repositories of the catalog that are nearest to one that is not there. */
export function withNearestRepo({ repo }: HubWord): (error: GossamerError) => Promise<never> {
  return async (error) => {
    if (error.details?.missing !== 'repository') throw error;
    const specs = await Promise.all(modelNames().map((name) => findModel(name as string)));
    const repos = specs.flatMap((spec) => spec.checkpoints().flatMap(({ hub }) => hub ?? []));
    const { reason, path, within, details, cause } = error;
    throw new IoError(reason, { path, within, details, cause, hint: didYouMean(repo, repos) ?? error.hint });
  };
}

function notesOf(message: string | undefined): WeightNote[] {
  return message === undefined ? [] : [{ kind: 'source', message, names: [] }];
}
