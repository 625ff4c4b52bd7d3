// HubAccess: the hub one talks to, and with whose rights.

import { OptionError } from '../errors.js';
import type { HttpClient } from './http-client.js';
import type { HubRepo } from './hub-repo.js';
import type { RetryOptions } from './retry.js';
import { webAddress } from './url.js';

export const HUB_ENDPOINT = 'https://huggingface.co';

export interface HubAccess {
  readonly client: HttpClient;
  /** The hub's address, without a slash at its end; the token goes nowhere else. */
  readonly endpoint: string;
  readonly token?: string | undefined;
  readonly retry?: RetryOptions | undefined;
}

/**
 * @param endpoint such as the value of `HF_ENDPOINT`; default huggingface.co
 * @throws OptionError where the endpoint is no web address, or the token is none that can be sent
 */
export function hubAccess(
  client: HttpClient,
  options: {
    endpoint?: string | undefined;
    token?: string | undefined;
    retry?: RetryOptions | undefined;
  } = {},
): HubAccess {
  const { endpoint = HUB_ENDPOINT, token, retry } = options;
  const address = webAddress(endpoint);
  if (address === undefined || /[?#]/.test(endpoint)) {
    throw new OptionError(`${JSON.stringify(endpoint)} is not the address of a hub`, {
      hint: `HF_ENDPOINT is an address such as ${HUB_ENDPOINT}`,
    });
  }
  if (token !== undefined && !/^[!-~]+$/.test(token)) {
    throw new OptionError('the token of the hub has characters no token has', {
      hint: 'check HF_TOKEN, and the file HF_TOKEN_PATH names',
    });
  }
  return { client, endpoint: address.href.replace(/\/+$/, ''), token, retry };
}

/** Where a file of a repository is to be had. */
export function resolveUrl({ endpoint }: HubAccess, { repo, revision }: HubRepo, file: string): string {
  return `${endpoint}/${repo}/resolve/${encodeURIComponent(revision)}/${file.split('/').map(encodeURIComponent).join('/')}`;
}

/** Where the hub tells what a revision holds. */
export function revisionUrl({ endpoint }: HubAccess, { repo, revision }: HubRepo): string {
  return `${endpoint}/api/models/${repo}/revision/${encodeURIComponent(revision)}`;
}

/** Where the hub lists branches and tags. */
export function refsUrl({ endpoint }: HubAccess, repo: string): string {
  return `${endpoint}/api/models/${repo}/refs`;
}
