// Sends a request: redirects are followed with care, the token goes to the hub alone, transient failures are tried again.

import { AbortError } from '../errors.js';
import type { HttpReply, HttpRequest } from './http-client.js';
import type { HubAccess } from './hub-access.js';
import { hubFault } from './hub-fault.js';
import { Retries, retryAfterMs } from './retry.js';
import { plainUrl, webAddress } from './url.js';

const MAX_REDIRECTS = 10;

export interface SendOptions {
  /** Whether a redirect to another host is the answer; what the hub says of a file stands there. */
  readonly stopAtOtherHosts?: boolean;
}

/**
 * The answer of the last host, whatever its status.
 * @throws IoError `unreachable`, and `http` for a redirect that leads nowhere; AbortError
 */
export async function send(
  access: HubAccess,
  request: HttpRequest,
  { stopAtOtherHosts = false }: SendOptions = {},
): Promise<HttpReply> {
  let { url } = request;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (request.signal?.aborted)
      throw new AbortError('the download was aborted', { path: plainUrl(request.url) });
    const reply = await access.client.send({
      ...request,
      url,
      headers: { ...request.headers, ...rights(access, url) },
    });
    const location = isRedirect(reply.status) ? reply.header('location') : undefined;
    if (location === undefined) return reply;
    const target = webAddress(location, url);
    if (target !== undefined && stopAtOtherHosts && target.origin !== originOf(access.endpoint)) return reply;
    await reply.discard();
    if (target === undefined || (url.startsWith('https:') && target.protocol !== 'https:')) {
      throw hubFault('http', 'was redirected to an address that cannot be followed', {
        path: plainUrl(request.url),
      });
    }
    url = target.href;
  }
  throw hubFault('http', `was redirected more than ${MAX_REDIRECTS} times`, { path: plainUrl(request.url) });
}

/**
 * As `send`, tried again where the server is busy or the connection fails. An answer that is still a failure is
 * given to the caller, but for those that were worth trying again.
 */
export async function sendPatiently(
  access: HubAccess,
  request: HttpRequest,
  options?: SendOptions,
): Promise<HttpReply> {
  const retries = new Retries(access.client, access.retry, request.signal);
  for (;;) {
    try {
      const reply = await send(access, request, options);
      if (!isBusy(reply.status)) return reply;
      await reply.discard();
      throw busyFault(reply, request.url);
    } catch (error) {
      await retries.failed(error);
    }
  }
}

/** Statuses that may pass: the server is busy or broken, or wants fewer requests. */
export function isBusy(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

export function busyFault(reply: HttpReply, url: string): Error {
  const { status } = reply;
  return hubFault('http', `answered with status ${status}${status === 429 ? ', too many requests' : ''}`, {
    path: plainUrl(url),
    hint:
      status === 429
        ? 'wait a while; with HF_TOKEN set the hub allows more'
        : 'the server is in trouble; try again later',
    transient: true,
    retryAfterMs: retryAfterMs(reply.header('retry-after')),
    details: { status },
  });
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function rights({ endpoint, token }: HubAccess, url: string): Record<string, string> {
  return token !== undefined && originOf(url) === originOf(endpoint)
    ? { authorization: `Bearer ${token}` }
    : {};
}

function originOf(url: string): string | undefined {
  return webAddress(url)?.origin;
}
