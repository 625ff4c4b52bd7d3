// Where a file of the hub is: in the cache, or still to be downloaded.

import type { GossamerError } from '@gossamer/core';
import {
  checkHubFileName,
  checkHubRepo,
  faultOf,
  type HubFile,
  type HubRepo,
  headHubFile,
  hubFault,
  isCommit,
} from '@gossamer/core/hub';
import type { CachedFile } from './hub-cache.js';
import type { HubSession } from './hub-session.js';

export type LocatedFile =
  /** `note` says where it may be older than what the hub has now. */
  { readonly cached: CachedFile; readonly note?: string } | { readonly remote: HubFile };

/**
 * Asks the hub what the revision is now, unless it is a commit whose file is here. Where the hub cannot be reached
 * the revision is what it was when last seen.
 *
 * @throws IoError with `details.kind`; OptionError for names that cannot be
 */
export async function locateHubFile(session: HubSession, repo: HubRepo, file: string): Promise<LocatedFile> {
  checkHubRepo(repo);
  checkHubFileName(file);
  const { access, cache, offline, signal } = session;
  const known = await cache.find(repo, file);
  if (known !== undefined && (offline || isCommit(repo.revision))) return { cached: known };
  if (offline) throw notCached(repo, file);
  try {
    // With a copy at hand nobody wants to wait for a hub that does not answer.
    const patience = known === undefined ? access : { ...access, retry: { ...access.retry, attempts: 1 } };
    return await settle(session, repo, await headHubFile(patience, repo, file, signal));
  } catch (error) {
    const { details, reason } = error as GossamerError;
    const passing = faultOf(error) === 'unreachable' || details?.transient === true;
    if (known === undefined || !passing) throw error;
    const note = `the hub gave no answer (${reason}); using ${repo.repo} as it was at ${known.commit.slice(0, 12)}`;
    return { cached: known, note };
  }
}

/** What the hub said, held against the cache, where the content may be under another name or commit. */
async function settle({ cache }: HubSession, repo: HubRepo, remote: HubFile): Promise<LocatedFile> {
  const { commit, file, oid, size } = remote;
  const isWhole = (found: number | undefined) =>
    found !== undefined && (size === undefined || found === size);
  let cached = await cache.snapshot(remote.repo, commit, file);
  if (!isWhole(cached?.size)) {
    const here = isWhole(await cache.blobSize(remote.repo, oid));
    cached = here ? await cache.place(remote.repo, commit, file, oid) : undefined;
  }
  if (cached === undefined) return { remote };
  await cache.noteCommit(repo, commit);
  return { cached };
}

function notCached({ repo, revision }: HubRepo, file: string): Error {
  return hubFault('offline', `${repo} is not in the cache, and HF_HUB_OFFLINE forbids to download it`, {
    path: file,
    within: `${repo}@${revision}`,
    hint: 'unset HF_HUB_OFFLINE once, or let HF_HUB_CACHE name the folder that has it',
  });
}
