// Downloads a file of the hub into the browser's storage.

import { didYouMean, type GossamerError } from '@gossamer/core';
import {
  checkHubFileName,
  checkHubRepo,
  faultOf,
  type HubFile,
  type HubListing,
  type HubRepo,
  hubFault,
  hubFile,
  isCommit,
  isOid,
  listHubFiles,
  nearestHint,
  transfer,
} from '@gossamer/core/hub';
import { type ByteSource, blobSource } from '@gossamer/core/weights';
import { exclusively } from './exclusively.js';
import { hasher } from './hasher.js';
import { type HubOptions, type HubSession, hubSession } from './hub-options.js';
import { isQuota, quotaFault } from './quota-fault.js';

export interface HubDownload {
  readonly blob: Blob;
  /** The same for `openCheckpoint`. */
  readonly source: ByteSource;
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
 * The file at a revision: from the browser's storage if it is there, else downloaded, continued where an earlier
 * attempt was cut, and compared with the hub's hash. Tabs that want the same file wait for each other.
 *
 * @throws IoError with `details.kind`: `unreachable`, `unauthorized`, `forbidden`, `not-found`, `integrity`, `too-large`,
 * `quota`, `http`; AbortError
 * @example
 * const { source } = await downloadHubFile({ repo: 'timm/mobilenetv2_100.ra_in1k', revision: 'main' }, 'model.safetensors');
 */
export async function downloadHubFile(
  repo: HubRepo,
  file: string,
  options: HubOptions = {},
): Promise<HubDownload> {
  checkHubFileName(file);
  const session = hubSession(options);
  return withListing(
    session,
    repo,
    file,
    (listing) => ensureHubFile(session, repo, file, listing),
    () => keptFile(session, repo, file),
  );
}

/**
 * Does the work with what the hub says the revision holds; `kept` is asked first where the revision is a commit, and
 * instead where the hub gives no answer.
 */
export async function withListing<T extends { readonly commit: string }>(
  { access, meter, signal }: HubSession,
  repo: HubRepo,
  file: string,
  work: (listing: HubListing) => Promise<T>,
  kept: () => Promise<T | undefined>,
): Promise<T> {
  checkHubRepo(repo);
  meter.report('resolve', file, 0);
  const fixed = isCommit(repo.revision) ? await kept() : undefined;
  if (fixed !== undefined) return fixed;
  const listing = await listHubFiles(access, repo, signal).catch(async (error: GossamerError) => {
    const older = faultOf(error) !== undefined && error.details.transient === true ? await kept() : undefined;
    if (older === undefined) throw await nearestHint(access, repo, file, error, signal);
    const note = `the hub gave no answer (${error.reason}); using ${repo.repo} as it was at ${older.commit.slice(0, 12)}`;
    return { ...older, note };
  });
  return 'files' in listing ? work(listing) : listing;
}

/** The file as the hub lists it. */
export async function ensureHubFile(
  session: HubSession,
  { repo, revision }: HubRepo,
  file: string,
  { commit, files }: HubListing,
): Promise<HubDownload> {
  const { access, meter, storage, signal } = session;
  const { oid, size } = files.find((listed) => listed.file === file) ?? {};
  if (oid === undefined || !isOid(oid)) throw missingFile({ repo, revision }, file, files);
  meter.expect(file, size);
  // One tab downloads; the others find the file when it is their turn.
  const download = await exclusively(`${access.endpoint}/${oid}`, signal, async () => {
    const kept = await storage.find(repo, oid);
    const facts = { repo, commit, file, oid, size };
    return kept === undefined
      ? described(session, facts, await fetchFile(session, hubFile(access, facts)), false)
      : described(session, facts, kept, true);
  });
  await storage.note({ repo, revision }, file, { commit, oid });
  return download;
}

/** The file as it was when last seen, without a question to the hub. */
export async function keptFile(
  session: HubSession,
  repo: HubRepo,
  file: string,
): Promise<HubDownload | undefined> {
  const record = await session.storage.record(repo, file);
  const blob = record && (await session.storage.find(repo.repo, record.oid));
  if (record === undefined || blob === undefined) return undefined;
  session.meter.expect(file, blob.size);
  return described(session, { ...record, repo: repo.repo, file }, blob, true);
}

async function fetchFile(session: HubSession, remote: HubFile): Promise<Blob> {
  const { access, meter, storage, maxBytes, signal } = session;
  const { repo, oid, file } = remote;
  const stored = await storage.open(repo, oid, remote.size);
  try {
    const onBytes = (received: number): void => meter.report('download', file, received);
    const { size } = await transfer(access, remote, stored, { hasher, maxBytes, signal, onBytes });
    meter.report('verify', file, size);
    return await stored.finish();
  } catch (error) {
    const full = isQuota(error);
    // What may be continued stays: bytes that are wrong, or that fill the storage, do not.
    if (full || ['integrity', 'too-large'].includes(faultOf(error) ?? '')) await stored.restart();
    throw full ? await quotaFault({ path: file, within: repo }, error) : error;
  }
}

type Facts = Pick<HubFile, 'repo' | 'commit' | 'file' | 'oid'>;

function described(
  { meter }: HubSession,
  { repo, commit, file, oid }: Facts,
  blob: Blob,
  fromCache: boolean,
): HubDownload {
  meter.report('done', file, blob.size, fromCache);
  const sha256 = /^[0-9a-f]{64}$/.test(oid) ? oid : undefined;
  return { blob, source: blobSource(blob, `${repo}/${file}`), commit, size: blob.size, sha256, fromCache };
}

function missingFile({ repo, revision }: HubRepo, file: string, files: HubListing['files']): Error {
  const names = files.map((listed) => listed.file);
  return hubFault('not-found', `${repo} has no such file`, {
    path: file,
    within: `${repo}@${revision}`,
    hint: didYouMean(file, names) ?? `there is ${names.slice(0, 6).join(', ')}`,
    details: { missing: 'file' },
  });
}
