// Downloads the weights of a repository: one file, or an index and the shards it lists.

import type { GossamerError } from '@gossamer/core';
import {
  besideFile,
  type HubRepo,
  headHubFile,
  isCommit,
  isWeightIndex,
  WEIGHT_FILES,
} from '@gossamer/core/hub';
import { shardFiles } from '@gossamer/core/weights';
import { fileSource } from '../files/file-source.js';
import { ensureHubFile, type HubDownload } from './download-hub-file.js';
import { type HubOptions, type HubSession, hubSession } from './hub-session.js';
import { missingHint } from './missing-hint.js';

export interface HubWeights extends HubDownload {
  /** The path in the repository: of the index, where the weights are in shards. */
  readonly file: string;
  /** The shards, in the order of the index; they lie beside it. */
  readonly shards: readonly HubDownload[];
}

/**
 * The weights of a repository: `file`, or the first there is of model.safetensors, its index with all shards, and
 * pytorch_model.bin. Give `path` to `fileSource` and that to `openCheckpoint`.
 *
 * @throws IoError as `downloadHubFile`
 */
export async function downloadHubWeights(
  repo: HubRepo & { readonly file?: string },
  options: HubOptions = {},
): Promise<HubWeights> {
  const session = hubSession(options);
  const { file = WEIGHT_FILES[0] } = repo;
  return missingHint(session, repo, file, async () => {
    const found = await firstWeights(session, repo, (name) => ensureHubFile(session, repo, name));
    const shards = isWeightIndex(found.file) ? await downloadShards(session, repo, found) : [];
    return { ...found, shards };
  });
}

/** Does the work for the first name the repository has. */
export async function firstWeights<T>(
  session: HubSession,
  repo: HubRepo & { readonly file?: string },
  work: (file: string) => Promise<T>,
): Promise<T & { readonly file: string }> {
  const names = repo.file === undefined ? await sorted(session, repo) : [repo.file];
  let missing: unknown;
  for (const file of names) {
    try {
      return { ...(await work(file)), file };
    } catch (error) {
      const { kind, missing: what } = (error as GossamerError).details ?? {};
      if (kind !== 'offline' && what !== 'file') throw error;
      missing ??= error;
    }
  }
  throw missing;
}

/** What a fixed commit is known to have comes first: it needs no question. */
async function sorted({ cache, offline }: HubSession, repo: HubRepo): Promise<readonly string[]> {
  if (!offline && !isCommit(repo.revision)) return WEIGHT_FILES;
  for (const file of WEIGHT_FILES) if ((await cache.find(repo, file)) !== undefined) return [file];
  return WEIGHT_FILES;
}

async function downloadShards(
  session: HubSession,
  { repo }: HubRepo,
  index: HubDownload & { readonly file: string },
): Promise<HubDownload[]> {
  const { access, cache, meter, signal } = session;
  await using source = await fileSource(index.path);
  const files = (await shardFiles(source)).map((name) => besideFile(index.file, name));
  const pinned = { repo, revision: index.commit };
  // All sizes before the first byte, so that the total is known.
  for (const file of files) {
    const here = await cache.find(pinned, file);
    const size =
      here?.size ?? (session.offline ? undefined : (await headHubFile(access, pinned, file, signal)).size);
    meter.expect(file, size);
  }
  const shards: HubDownload[] = [];
  for (const file of files) shards.push(await ensureHubFile(session, pinned, file));
  return shards;
}
