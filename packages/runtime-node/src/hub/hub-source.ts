// Weights of the hub read where they are: from the cache, or from the hub by ranges, without a download.

import { besideFile, type HubRepo, httpSource } from '@gossamer/core/hub';
import type { ByteSource } from '@gossamer/core/weights';
import { fileSource } from '../files/file-source.js';
import { firstWeights } from './download-hub-weights.js';
import { type HubOptions, type HubSession, hubSession } from './hub-session.js';
import { locateHubFile } from './locate-hub-file.js';
import { missingHint } from './missing-hint.js';

export interface HubSource {
  readonly source: ByteSource;
  /** The path in the repository. */
  readonly file: string;
  readonly commit: string;
  /** As the hub names the file, which was not read as a whole; undefined for small files. */
  readonly sha256: string | undefined;
  readonly note: string | undefined;
  /** Opens a file beside it, such as a shard. */
  sibling(name: string): Promise<ByteSource>;
  close(): Promise<void>;
}

/**
 * Opens the weights of a repository (see `downloadHubWeights`) for reading by ranges: their keys and shapes take a
 * request or two, whatever their size.
 *
 * @throws IoError as `downloadHubFile`; FormatError where the storage does not serve ranges
 */
export async function hubSource(
  repo: HubRepo & { readonly file?: string },
  options: HubOptions = {},
): Promise<HubSource> {
  const session = hubSession(options);
  const closers: (() => Promise<void>)[] = [];
  const main = await missingHint(session, repo, repo.file ?? 'model.safetensors', () =>
    firstWeights(session, repo, (file) => openFile(session, repo, file, closers)),
  );
  const pinned = { repo: repo.repo, revision: main.commit };
  return {
    ...main,
    sibling: async (name) => (await openFile(session, pinned, besideFile(main.file, name), closers)).source,
    close: async () => {
      await Promise.all(closers.map((close) => close()));
    },
  };
}

async function openFile(
  session: HubSession,
  repo: HubRepo,
  file: string,
  closers: (() => Promise<void>)[],
): Promise<Pick<HubSource, 'source' | 'commit' | 'sha256' | 'note'>> {
  const located = await locateHubFile(session, repo, file);
  if ('remote' in located) {
    const { url, commit, digest, name } = located.remote;
    const source = await httpSource(session.access, url, { name, signal: session.signal });
    return {
      source,
      commit,
      sha256: digest?.algorithm === 'sha256' ? digest.value : undefined,
      note: undefined,
    };
  }
  const { cached, note } = located;
  const source = await fileSource(cached.path);
  closers.push(() => source.close());
  const sha256 = /^[0-9a-f]{64}$/.test(cached.oid ?? '') ? cached.oid : undefined;
  return { source, commit: cached.commit, sha256, note };
}
