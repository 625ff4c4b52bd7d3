// What a repository holds, from the hub's API: files with sizes and hashes, branches and tags.

import { type GossamerError, IoError } from '../errors.js';
import { didYouMean } from '../nearest.js';
import { type Json, type JsonObject, parseJson } from '../weights/json.js';
import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import { decodeUtf8 } from '../weights/utf8.js';
import { type HubAccess, refsUrl, revisionUrl } from './hub-access.js';
import { hubFault } from './hub-fault.js';
import { type HubRepo, isCommit } from './hub-repo.js';
import { readAll } from './read-all.js';
import { replyFault } from './reply-fault.js';
import { sendPatiently } from './send.js';

const MAX_REPLY_BYTES = 8_000_000;

export interface ListedFile {
  /** Path in the repository. */
  readonly file: string;
  readonly size: number | undefined;
  readonly oid: string | undefined;
}

export interface HubListing {
  readonly commit: string;
  readonly files: readonly ListedFile[];
}

/** The files of a revision. @throws IoError with `details.kind` */
export async function listHubFiles(
  access: HubAccess,
  repo: HubRepo,
  signal?: AbortSignalLike,
): Promise<HubListing> {
  const document = await getJson(access, repo, `${revisionUrl(access, repo)}?blobs=true`, signal);
  const commit = textOf(document, 'sha');
  if (commit === undefined || !isCommit(commit)) throw notTheApi(access, repo);
  return { commit, files: listOf(document, 'siblings').flatMap(listedFile) };
}

/** Branches and tags. */
async function listHubRevisions(
  access: HubAccess,
  repo: HubRepo,
  signal?: AbortSignalLike,
): Promise<string[]> {
  const document = await getJson(access, repo, refsUrl(access, repo.repo), signal);
  const refs = [...listOf(document, 'branches'), ...listOf(document, 'tags')];
  return refs.flatMap((ref) => textOf(ref, 'name') ?? []);
}

/** Adds to an error about a missing file or revision what there is instead; other errors pass unchanged. */
export async function nearestHint(
  access: HubAccess,
  repo: HubRepo,
  file: string,
  error: Error,
  signal?: AbortSignalLike,
): Promise<Error> {
  const { missing } = (error as GossamerError).details ?? {};
  if (missing !== 'file' && missing !== 'revision') return error;
  // The hint is a courtesy: where the hub does not give the list, the error stands without it.
  const names = await (missing === 'file'
    ? fileNames(access, repo, signal)
    : listHubRevisions(access, repo, signal)
  ).catch(() => []);
  const wanted = missing === 'file' ? file : repo.revision;
  const some = names.slice(0, 6).join(', ');
  const hint = didYouMean(wanted, names) ?? (some === '' ? undefined : `there is ${some}`);
  const { reason, path, within, details } = error as GossamerError;
  return new IoError(reason, { path, within, details, hint });
}

async function fileNames(access: HubAccess, repo: HubRepo, signal?: AbortSignalLike): Promise<string[]> {
  const { files } = await listHubFiles(access, repo, signal);
  const weights = files.filter(({ file }) => /\.(safetensors|pth|pt|tar|bin|onnx|ckpt)$/.test(file));
  return (weights.length > 0 ? weights : files).map(({ file }) => file);
}

async function getJson(
  access: HubAccess,
  repo: HubRepo,
  url: string,
  signal?: AbortSignalLike,
): Promise<JsonObject> {
  const reply = await sendPatiently(access, {
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
    signal,
  });
  if (reply.status !== 200) {
    await reply.discard();
    throw replyFault(access, repo, repo.repo, reply);
  }
  const text = decodeUtf8(await readAll(reply.body, MAX_REPLY_BYTES, url));
  const document = text?.trimStart().startsWith('{') ? parseJson(text, url) : undefined;
  if (document instanceof Map) return document;
  throw notTheApi(access, repo);
}

function notTheApi(access: HubAccess, { repo }: HubRepo): Error {
  return hubFault('http', 'the answer does not look like one of a Hugging Face hub', {
    path: repo,
    hint: `check HF_ENDPOINT (${access.endpoint}), and whether a proxy stands in between`,
  });
}

/** `{ rfilename, size, blobId, lfs: { sha256 } }`, as the hub spells it. */
function listedFile(entry: Json): ListedFile[] {
  const file = textOf(entry, 'rfilename');
  if (file === undefined) return [];
  const size = fieldOf(entry, 'size');
  const oid = textOf(fieldOf(entry, 'lfs'), 'sha256') ?? textOf(entry, 'blobId');
  return [{ file, size: typeof size === 'number' && size >= 0 ? size : undefined, oid }];
}

function fieldOf(value: Json | undefined, key: string): Json | undefined {
  return value instanceof Map ? (value as JsonObject).get(key) : undefined;
}

function textOf(value: Json | undefined, key: string): string | undefined {
  const text = fieldOf(value, key);
  return typeof text === 'string' ? text : undefined;
}

function listOf(value: Json, key: string): readonly Json[] {
  const list = fieldOf(value, key);
  return Array.isArray(list) ? list : [];
}
