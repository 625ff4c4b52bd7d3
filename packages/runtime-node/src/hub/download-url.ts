// Downloads a checkpoint published as a plain file, with a hash that is pinned or remembered from the first time.

import { createHash } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OptionError } from '@gossamer/core';
import { type HubAccess, hubFault, probeUrl, type RemoteFile, transfer } from '@gossamer/core/hub';
import { ioError } from '../files/io-error.js';
import { writeFileAtomic } from '../files/write-file-atomic.js';
import { abandon } from './download-hub-file.js';
import type { Env } from './environment-fetch.js';
import { hasher } from './hasher.js';
import { type HubOptions, type HubSession, hubSession } from './hub-session.js';
import { ownCacheFolder } from './hub-settings.js';
import { PartialFile } from './partial-file.js';

export interface UrlDownloadOptions extends Omit<HubOptions, 'endpoint' | 'token'> {
  /** The SHA-256 it must have, in hex; its first 8 digits or more will do. */
  readonly sha256?: string | undefined;
}

export interface UrlDownload {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly fromCache: boolean;
  /** Says where the hash was taken on trust. */
  readonly note?: string;
}

/** What is remembered of an address, also after its file was deleted. */
interface UrlRecord {
  readonly url: string;
  readonly sha256: string;
  readonly size: number;
  /** The day it was first downloaded. */
  readonly since: string;
}

/**
 * The file at an address, from `gossamer/urls` in the user's cache folder (or `cacheFolder`), or downloaded there.
 * Where no hash is pinned the first download's is remembered, and later ones must have it too. No token is sent.
 *
 * @throws IoError as `downloadHubFile`; OptionError for an address that is none
 */
export async function downloadUrl(url: string, options: UrlDownloadOptions = {}): Promise<UrlDownload> {
  const session = withoutToken(hubSession(options));
  const place = placeOf(url, options.cacheFolder ?? urlCacheFolder(options.env));
  const record = await readRecord(place.record);
  const expected = options.sha256?.toLowerCase() ?? record?.sha256;
  const { meter } = session;
  if (record !== undefined && matches(record.sha256, expected) && (await isWhole(place.file, record))) {
    meter.expect(place.name, record.size);
    meter.report('done', place.name, record.size, true);
    return { path: place.file, size: record.size, sha256: record.sha256, fromCache: true };
  }
  if (session.offline) {
    throw hubFault('offline', 'it is not in the cache, and HF_HUB_OFFLINE forbids to download it', {
      path: url,
    });
  }
  const { size, hash } = await fetchUrl(session, url, place, expected, record);
  const today = new Date().toISOString().slice(0, 10);
  const fresh: UrlRecord = { url, sha256: hash, size, since: record?.since ?? today };
  await writeFileAtomic(place.record, `${JSON.stringify(fresh, null, 2)}\n`);
  meter.report('done', place.name, size);
  const download = { path: place.file, size, sha256: hash, fromCache: false };
  if (expected !== undefined) return download;
  return {
    ...download,
    note: `nobody has published a hash of ${place.name}; from now on it must be ${hash}`,
  };
}

/** Files of the web go to `urls` in the cache folder. */
function urlCacheFolder(env: Env = process.env): string {
  return join(ownCacheFolder(env), 'urls');
}

/** The token is the hub's, whoever asks. */
function withoutToken(session: HubSession): HubSession {
  return { ...session, access: { ...session.access, token: undefined } };
}

interface Place {
  readonly name: string;
  readonly file: string;
  readonly record: string;
  readonly folder: string;
}

function placeOf(url: string, cacheFolder: string): Place {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol) || address.password !== '') {
    throw new OptionError(`${JSON.stringify(url)} is not an address of the web`, {
      hint: 'an address starts with https://',
    });
  }
  const name =
    basename(address.pathname)
      .slice(-100)
      .replace(/[^\w.-]+/g, '_')
      .replace(/^\.+/, '') || 'file';
  const folder = join(cacheFolder, createHash('sha256').update(url).digest('hex').slice(0, 16));
  return { name, folder, file: join(folder, name), record: join(folder, 'record.json') };
}

async function fetchUrl(
  session: HubSession,
  url: string,
  place: Place,
  expected: string | undefined,
  record: UrlRecord | undefined,
): Promise<{ size: number; hash: string }> {
  const { meter, maxBytes, signal } = session;
  meter.report('resolve', place.name, 0);
  const remote = await probe(session.access, url, place, signal);
  meter.expect(place.name, remote.size);
  await mkdir(place.folder, { recursive: true }).catch((error: unknown) => {
    throw ioError(error, 'write', place.folder);
  });
  // Another file at the same address has another validator, and does not continue this one's.
  const version = createHash('sha256')
    .update(remote.etag ?? '')
    .digest('hex')
    .slice(0, 8);
  const partial = await PartialFile.open(`${place.file}.${version}`);
  try {
    if (remote.etag === undefined) await partial.restart();
    const done = await transfer(session.access, remote, partial, {
      hasher,
      maxBytes,
      signal,
      onBytes: (received) => meter.report('download', place.name, received),
    });
    if (!matches(done.hash, expected)) throw wrongHash(url, done.hash, expected as string, record, place);
    meter.report('verify', place.name, done.size);
    await partial.finish(place.file);
    return done;
  } catch (error) {
    await abandon(partial, error);
    throw error;
  }
}

async function probe(
  access: HubAccess,
  url: string,
  { name }: Place,
  signal?: AbortSignal,
): Promise<RemoteFile> {
  const { size, etag } = await probeUrl(access, url, signal);
  return { name, url, size, etag, digest: undefined };
}

function matches(found: string, expected: string | undefined): boolean {
  return expected === undefined || (expected.length >= 8 && found.startsWith(expected));
}

async function isWhole(path: string, { size }: UrlRecord): Promise<boolean> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() === true && info.size === size;
}

async function readRecord(path: string): Promise<UrlRecord | undefined> {
  try {
    const { url, sha256, size, since } = JSON.parse(await readFile(path, 'utf8')) as Partial<UrlRecord>;
    const good = typeof url === 'string' && /^[0-9a-f]{64}$/.test(sha256 ?? '') && Number.isSafeInteger(size);
    return good ? { url, sha256: sha256 as string, size: size as number, since: String(since) } : undefined;
  } catch {
    return undefined;
  }
}

function wrongHash(
  url: string,
  found: string,
  expected: string,
  record: UrlRecord | undefined,
  place: Place,
): Error {
  const remembered = record !== undefined && expected === record.sha256;
  return hubFault(
    'integrity',
    `the downloaded bytes are not the file: sha256 ${found}, expected ${expected}`,
    {
      path: url,
      hint: remembered
        ? `it had another hash on ${record.since}; if the new one is right, delete ${place.record}`
        : 'nothing was kept; the file at that address is not the one that was published',
      details: { algorithm: 'sha256', expected, found },
    },
  );
}
