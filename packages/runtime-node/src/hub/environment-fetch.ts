// fetch through the proxies of the environment. Node's own does not know them before Node 24.

import { OptionError } from '@gossamer/core';

export type Env = Readonly<Record<string, string | undefined>>;

/** What is used of fetch. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Readonly<Record<string, string>>;
    redirect: 'manual';
    signal: AbortSignal;
  },
) => Promise<FetchResponse>;

interface FetchResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null;
}

/** Node's fetch, or undici's where HTTP_PROXY or HTTPS_PROXY (in either case) is set; NO_PROXY is honoured. */
export async function environmentFetch(env: Env): Promise<Fetch> {
  const httpProxy = env.http_proxy ?? env.HTTP_PROXY ?? '';
  const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY ?? '';
  if (httpProxy === '' && httpsProxy === '') return fetch as Fetch;
  const noProxy = env.no_proxy ?? env.NO_PROXY ?? '';
  const { EnvHttpProxyAgent, fetch: undiciFetch } = await import('undici');
  const key = JSON.stringify([httpProxy, httpsProxy, noProxy]);
  let agent = agents.get(key);
  if (agent === undefined) {
    try {
      // Plain http is asked of the proxy itself: many let CONNECT through to port 443 only.
      agent = new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy, proxyTunnel: false });
    } catch (cause) {
      throw new OptionError('a proxy of the environment cannot be used', {
        hint: 'HTTP_PROXY and HTTPS_PROXY are addresses such as http://proxy.example:3128',
        cause,
      });
    }
    agents.set(key, agent);
  }
  const dispatcher = agent;
  return (url, init) => undiciFetch(url, { ...init, dispatcher }) as unknown as Promise<FetchResponse>;
}

/** One a setting, so that connections are kept. */
const agents = /* @__PURE__ */ new Map<string, import('undici').EnvHttpProxyAgent>();
