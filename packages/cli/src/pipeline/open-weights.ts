// Words -> a checkpoint to look at; one of the hub is read where it is, by ranges, without a download.

import { createHash } from 'node:crypto';
import { OptionError } from '@gossamer/core';
import type { HubWord } from '@gossamer/core/hub';
import { type ByteSource, openCheckpoint, readRange } from '@gossamer/core/weights';
import { type CheckpointEntry, findCheckpoint } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { hubSource } from '@gossamer/runtime-node';
import { weightsSource } from '../words/weights-source.js';
import {
  type FetchOptions,
  fetchPublished,
  hubName,
  type Published,
  withNearestRepo,
} from './fetch-weights.js';
import { openWeightsFile, type WeightsFile } from './open-weights-file.js';

export interface OpenedWeights extends Omit<WeightsFile, 'identity'> {
  /** As given, or where it is: `hf:OWNER/REPO/FILE@COMMIT`, an address. */
  readonly name: string;
  /** The published checkpoint it is, where a tag was given. */
  readonly published?: Published;
  /** Of the download or the hub. */
  readonly remarks: readonly string[];
}

/**
 * @param model whose `pretrained` weights are meant
 * @throws OptionError for words that name no file; IoError and FormatError for what cannot be read
 */
export async function openWeights(
  word: string,
  model: string | undefined,
  options: FetchOptions & { section?: string | undefined },
): Promise<OpenedWeights> {
  const source = weightsSource(word);
  const { section } = options;
  switch (source.kind) {
    case 'file':
      return { ...(await openWeightsFile(source.path, section)), name: source.path, remarks: [] };
    case 'hub':
      return openHub(source.repo, options);
    case 'pretrained': {
      if (model === undefined) {
        throw new OptionError(`${word} is of a model`, { hint: 'add --match MODEL to say of which' });
      }
      const published = findCheckpoint(await findModel(model), source.tag);
      const opened =
        published.hub === undefined
          ? await openPublished(model, published, options)
          : await openHub({ repo: published.hub, revision: 'main' }, options);
      return { ...opened, published };
    }
    default:
      throw new OptionError(`${word} is made for a network and holds nothing by itself`, {
        hint: 'give the path of a checkpoint, or inspect the network',
      });
  }
}

async function openPublished(
  model: string,
  published: CheckpointEntry,
  options: FetchOptions,
): Promise<OpenedWeights> {
  const { path, name, notes } = await fetchPublished(model, published, options);
  const remarks = notes.map(({ message }) => message);
  return { ...(await openWeightsFile(path)), name, remarks };
}

async function openHub(word: HubWord, { signal }: FetchOptions): Promise<OpenedWeights> {
  const { source, sibling, sha256, file, commit, note, close } = await hubSource(word, { signal }).catch(
    withNearestRepo(word),
  );
  try {
    return {
      checkpoint: await openCheckpoint(source, { sibling }),
      // What the hub names a file by; it was not read as a whole.
      hash: async (stop) => sha256 ?? hashOf(source, stop),
      close,
      name: hubName(word.repo, file, commit),
      remarks: note === undefined ? [] : [note],
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Of a small file, such as an index, which the hub does not name by its SHA-256. */
async function hashOf(source: ByteSource, signal?: AbortSignal): Promise<string> {
  return createHash('sha256')
    .update(await readRange(source, 0, source.size, signal))
    .digest('hex');
}
