// Downloads one file of a repository into the cache of the hub's tools.

import {
  checkHubFileName,
  checkHubRepo,
  faultOf,
  type HubFile,
  type HubRepo,
  transfer,
} from '@gossamer/core/hub';
import { hasher } from './hasher.js';
import type { CachedFile } from './hub-cache.js';
import { type HubOptions, type HubSession, hubSession } from './hub-session.js';
import { locateHubFile } from './locate-hub-file.js';
import { missingHint } from './missing-hint.js';
import { PartialFile } from './partial-file.js';

export interface HubDownload {
  /** Where it is; a link in the cache. */
  readonly path: string;
  /** The commit the revision had. */
  readonly commit: string;
  readonly size: number;
  /** As the hub names it, and as the bytes were found to be; undefined for small files, which git's hash names. */
  readonly sha256: string | undefined;
  readonly fromCache: boolean;
  /** Something the user should know, such as that the hub could not be asked for news. */
  readonly note?: string;
}

/**
 * The file at a revision: from the cache if it is there, else downloaded, resumed where an earlier attempt was cut,
 * compared with the hub's hash, and put in its place in one step.
 *
 * @throws IoError with `details.kind`: `offline`, `unreachable`, `unauthorized`, `forbidden`, `not-found`, `integrity`,
 * `too-large`, `http`; or about the disk; AbortError
 * @example
 * const { path } = await downloadHubFile({ repo: 'timm/mobilenetv2_100.ra_in1k', revision: 'main' }, 'model.safetensors');
 */
export async function downloadHubFile(
  repo: HubRepo,
  file: string,
  options: HubOptions = {},
): Promise<HubDownload> {
  checkHubRepo(repo);
  checkHubFileName(file);
  const session = hubSession(options);
  return missingHint(session, repo, file, () => ensureHubFile(session, repo, file));
}

/** As `downloadHubFile`, within a session. */
export async function ensureHubFile(session: HubSession, repo: HubRepo, file: string): Promise<HubDownload> {
  const { meter } = session;
  meter.report('resolve', file, 0);
  const located = await locateHubFile(session, repo, file);
  if ('cached' in located) {
    const { cached, note } = located;
    meter.expect(file, cached.size);
    meter.report('done', file, cached.size, true);
    return { ...described(cached), fromCache: true, ...(note === undefined ? {} : { note }) };
  }
  const { remote } = located;
  meter.expect(file, remote.size);
  const cached = await fetchHubFile(session, remote);
  await session.cache.noteCommit(repo, remote.commit);
  meter.report('done', file, cached.size);
  return { ...described(cached), fromCache: false };
}

async function fetchHubFile(session: HubSession, remote: HubFile): Promise<CachedFile> {
  const { access, cache, meter, maxBytes, signal } = session;
  const { repo, commit, file, oid } = remote;
  const partial = await PartialFile.open(cache.blobPath(repo, oid));
  try {
    const { size } = await transfer(access, remote, partial, {
      hasher,
      maxBytes,
      signal,
      onBytes: (received) => meter.report('download', file, received),
    });
    meter.report('verify', file, size);
    await partial.finish();
  } catch (error) {
    await abandon(partial, error);
    throw error;
  }
  return cache.place(repo, commit, file, oid);
}

/** What may be continued stays: bytes that are wrong, or that fill the disk, do not. */
export async function abandon(partial: PartialFile, error: unknown): Promise<void> {
  const { code } = (error as { details?: { code?: unknown } }).details ?? {};
  const useless = ['integrity', 'too-large'].includes(faultOf(error) ?? '') || code === 'ENOSPC';
  await (useless ? partial.discard() : partial.release());
}

function described({ path, commit, size, oid }: CachedFile): Omit<HubDownload, 'fromCache'> {
  const sha256 = oid !== undefined && /^[0-9a-f]{64}$/.test(oid) ? oid : undefined;
  return { path, commit, size, sha256 };
}
