// What the hub says of a file: its commit, size and hash, from the headers of its address.

import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import type { HttpReply } from './http-client.js';
import { type HubAccess, resolveUrl } from './hub-access.js';
import { hubFault } from './hub-fault.js';
import { checkHubFileName, checkHubRepo, type HubRepo, isCommit } from './hub-repo.js';
import type { Digest, HubFile } from './remote-file.js';
import { replyFault } from './reply-fault.js';
import { sendPatiently } from './send.js';

/**
 * Asks for a file's headers. For large files the hub redirects to a storage host; what it says stands in the
 * redirect itself, which is why it is not followed. (Browsers follow it all the same: see `listedFile`.)
 *
 * @throws IoError with `details.kind`; `nearestHint` adds what there is instead
 */
export async function headHubFile(
  access: HubAccess,
  repo: HubRepo,
  file: string,
  signal?: AbortSignalLike,
): Promise<HubFile> {
  const url = resolveUrl(access, checkHubRepo(repo), checkHubFileName(file));
  const headers = { 'accept-encoding': 'identity' };
  const reply = await sendPatiently(
    access,
    { method: 'HEAD', url, headers, signal },
    { stopAtOtherHosts: true },
  );
  await reply.discard();
  if (reply.status >= 400) throw replyFault(access, repo, file, reply);
  return fileOf(access, repo, file, reply);
}

function fileOf(access: HubAccess, { repo, revision }: HubRepo, file: string, reply: HttpReply): HubFile {
  const commit = reply.header('x-repo-commit') ?? '';
  const oid = (reply.header('x-linked-etag') ?? reply.header('etag') ?? '').replace(/^(?:W\/)?"(.*)"$/, '$1');
  if (!isCommit(commit) || !isOid(oid)) {
    throw hubFault('http', 'the answer does not look like one of a Hugging Face hub', {
      path: file,
      within: `${repo}@${revision}`,
      hint: `check HF_ENDPOINT (${access.endpoint}), and whether a proxy stands in between`,
    });
  }
  const direct = reply.status < 300 ? reply.header('content-length') : undefined;
  const size = sizeOf(reply.header('x-linked-size') ?? direct);
  return hubFile(access, { repo, commit, file, oid, size });
}

export interface HubFileFacts {
  readonly repo: string;
  readonly commit: string;
  readonly file: string;
  readonly oid: string;
  readonly size: number | undefined;
}

/** The file at its commit, where it can never change. */
export function hubFile(access: HubAccess, facts: HubFileFacts): HubFile {
  const { repo, commit, file, oid } = facts;
  const url = resolveUrl(access, { repo, revision: commit }, file);
  return { ...facts, name: file, url, digest: digestOf(oid) };
}

/** Usable as a name of a file. */
export function isOid(oid: string): boolean {
  return /^\w[\w.-]{0,199}$/.test(oid);
}

/** Large files are named by their SHA-256, others by git. A mirror may have names of its own, which prove nothing. */
function digestOf(oid: string): Digest | undefined {
  if (/^[0-9a-f]{64}$/.test(oid)) return { algorithm: 'sha256', value: oid };
  return /^[0-9a-f]{40}$/.test(oid) ? { algorithm: 'git', value: oid } : undefined;
}

function sizeOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
