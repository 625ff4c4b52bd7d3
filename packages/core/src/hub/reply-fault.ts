// The hub's refusals in words: what is missing, or who may not have it, and what to do.

import type { HttpReply } from './http-client.js';
import type { HubAccess } from './hub-access.js';
import { hubFault } from './hub-fault.js';
import type { HubRepo } from './hub-repo.js';
import { busyFault, isBusy } from './send.js';

/** What a 404 was about. */
type Missing = 'repository' | 'revision' | 'file';

/**
 * The error of an answer that is not the file.
 * @param file the path in the repository
 */
export function replyFault(access: HubAccess, repo: HubRepo, file: string, reply: HttpReply): Error {
  const { status } = reply;
  const place = { path: file, within: `${repo.repo}@${repo.revision}` };
  const code = reply.header('x-error-code');
  if (isBusy(status)) return busyFault(reply, `${access.endpoint}/${repo.repo}`);
  if (code === 'GatedRepo') return gated(access, repo, status, place);
  if (status === 404 || code === 'RepoNotFound') return notFound(access, repo, code, status, place);
  if (status === 401) {
    const refused = access.token !== undefined;
    return hubFault(
      'unauthorized',
      refused ? 'the hub does not accept the token' : `there is no ${repo.repo}, or it is private`,
      {
        ...place,
        hint: refused
          ? 'HF_TOKEN is wrong or has expired; make a new one at huggingface.co/settings/tokens'
          : 'check the name; for a private repository set HF_TOKEN',
        details: { status },
      },
    );
  }
  if (status === 403) {
    return hubFault('forbidden', `access to ${repo.repo} is denied`, {
      ...place,
      hint: 'the token in HF_TOKEN does not have the right to read it',
      details: { status },
    });
  }
  return hubFault('http', `the hub answered with status ${status}`, { ...place, details: { status } });
}

function gated(access: HubAccess, { repo }: HubRepo, status: number, place: object): Error {
  const page = `${access.endpoint}/${repo}`;
  return status === 401
    ? hubFault('unauthorized', `${repo} is gated: only accounts that accepted its terms may download it`, {
        ...place,
        hint: `accept the terms at ${page}, then set HF_TOKEN to a token of that account`,
        details: { status, gated: true },
      })
    : hubFault('forbidden', `${repo} is gated, and this account may not download it`, {
        ...place,
        hint: `ask for access at ${page}; if it was granted, the token needs the right to read gated repositories`,
        details: { status, gated: true },
      });
}

function notFound(
  access: HubAccess,
  repo: HubRepo,
  code: string | undefined,
  status: number,
  place: object,
): Error {
  const missing: Missing =
    code === 'EntryNotFound' ? 'file' : code === 'RevisionNotFound' ? 'revision' : 'repository';
  const reasons: Record<Missing, string> = {
    file: `${repo.repo} has no such file`,
    revision: `${repo.repo} has no revision "${repo.revision}"`,
    repository: `there is no ${repo.repo}${access.token === undefined ? ', or it is private' : ' that this account may see'}`,
  };
  return hubFault('not-found', reasons[missing], { ...place, details: { status, missing } });
}
