// Downloads the weights of a repository into the browser's storage: one file, or an index and its shards.

import { FormatError } from '@gossamer/core';
import {
  besideFile,
  checkHubFileName,
  type HubListing,
  type HubRepo,
  isWeightIndex,
  WEIGHT_FILES,
} from '@gossamer/core/hub';
import { type ByteSource, shardFiles } from '@gossamer/core/weights';
import { ensureHubFile, type HubDownload, keptFile, withListing } from './download-hub-file.js';
import { type HubOptions, type HubSession, hubSession } from './hub-options.js';

export interface HubWeights extends HubDownload {
  /** The path in the repository: of the index, where the weights are in shards. */
  readonly file: string;
  /** Opens a shard; `openCheckpoint` takes it. */
  sibling(name: string): Promise<ByteSource>;
}

/**
 * The weights of a repository: `file`, or the first there is of model.safetensors, its index with all shards, and
 * pytorch_model.bin.
 *
 * @throws IoError as `downloadHubFile`
 * @example
 * const { source, sibling } = await downloadHubWeights({ repo: 'timm/mobilenetv2_100.ra_in1k', revision: 'main' });
 * const { tensors } = await openCheckpoint(source, { sibling });
 */
export async function downloadHubWeights(
  repo: HubRepo & { readonly file?: string },
  options: HubOptions = {},
): Promise<HubWeights> {
  const session = hubSession(options);
  const names = repo.file === undefined ? WEIGHT_FILES : [checkHubFileName(repo.file)];
  const first = names[0] as string;
  return withListing(
    session,
    repo,
    first,
    async (listing) => {
      const file = names.find((name) => listing.files.some((listed) => listed.file === name)) ?? first;
      return withShards(await ensureHubFile(session, repo, file, listing), file, (shards) =>
        listedShards(session, repo, listing, shards),
      );
    },
    async () => {
      for (const file of names) {
        const kept = await keptFile(session, repo, file);
        const pinned = kept && { repo: repo.repo, revision: kept.commit };
        if (pinned !== undefined)
          return withShards(kept as HubDownload, file, (shards) => keptShards(session, pinned, shards));
      }
      return undefined;
    },
  );
}

type Shards = ReadonlyMap<string, HubDownload>;

async function withShards(
  download: HubDownload,
  file: string,
  open: (files: readonly string[]) => Promise<Shards>,
): Promise<HubWeights> {
  const names = isWeightIndex(file) ? await shardFiles(download.source) : [];
  const shards = await open(names.map((name) => besideFile(file, name)));
  return {
    ...download,
    file,
    async sibling(name) {
      const shard = shards.get(besideFile(file, name));
      if (shard !== undefined) return shard.source;
      throw new FormatError('the index does not list it', { path: name, within: file });
    },
  };
}

async function listedShards(
  session: HubSession,
  repo: HubRepo,
  listing: HubListing,
  files: readonly string[],
): Promise<Shards> {
  // All sizes before the first byte, so that the total is known.
  for (const { file, size } of listing.files) if (files.includes(file)) session.meter.expect(file, size);
  const shards = new Map<string, HubDownload>();
  for (const file of files) shards.set(file, await ensureHubFile(session, repo, file, listing));
  return shards;
}

async function keptShards(session: HubSession, repo: HubRepo, files: readonly string[]): Promise<Shards> {
  const shards = new Map<string, HubDownload>();
  for (const file of files) {
    const kept = await keptFile(session, repo, file);
    if (kept !== undefined) shards.set(file, kept);
  }
  return shards;
}
