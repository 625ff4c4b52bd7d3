// The network for core's downloads: fetch, with a time limit on silence and the proxies of the environment.

import { setTimeout as delay } from 'node:timers/promises';
import { AbortError } from '@gossamer/core';
import { type HttpClient, type HttpReply, type HttpRequest, hubFault } from '@gossamer/core/hub';
import type { AbortSignalLike } from '@gossamer/core/weights';
import { type Env, environmentFetch } from './environment-fetch.js';

export interface HttpClientOptions {
  /** Where the proxies are read from. Default `process.env`. */
  readonly env?: Env | undefined;
  /** Milliseconds without a byte after which a connection counts as cut. Default 30,000. */
  readonly timeoutMs?: number | undefined;
}

export function httpClient({ env = process.env, timeoutMs = 30_000 }: HttpClientOptions = {}): HttpClient {
  return {
    send: (request) => send(request, env, timeoutMs),
    async sleep(ms, signal) {
      const options = signal === undefined ? {} : { signal: signal as AbortSignal };
      await delay(ms, undefined, options).catch(() => {
        throw aborted();
      });
    },
  };
}

async function send(request: HttpRequest, env: Env, timeoutMs: number): Promise<HttpReply> {
  const silence = new Silence(timeoutMs);
  const caller = request.signal as AbortSignal | undefined;
  const signal = caller === undefined ? silence.signal : AbortSignal.any([caller, silence.signal]);
  const failed = (error: unknown): Error => failure(error, request, caller, silence);
  const { method, url, headers } = request;
  const fetch = await environmentFetch(env);
  try {
    silence.watch();
    const response = await fetch(url, { method, headers, redirect: 'manual', signal });
    silence.rest();
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      body: chunks(response.body, silence, failed),
      discard: async () => response.body?.cancel().catch(() => undefined),
    };
  } catch (error) {
    silence.rest();
    throw failed(error);
  }
}

async function* chunks(
  body: AsyncIterable<Uint8Array> | null,
  silence: Silence,
  failed: (error: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  silence.watch();
  try {
    for await (const chunk of body ?? []) {
      // What is done with the chunk is not the server's time.
      silence.rest();
      yield chunk;
      silence.watch();
    }
  } catch (error) {
    throw failed(error);
  } finally {
    silence.rest();
  }
}

/** Fires when nothing has come for a while, as long as something is waited for. */
class Silence {
  readonly #controller = new AbortController();
  readonly #ms: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  watch(): void {
    this.rest();
    this.#timer = setTimeout(() => this.#controller.abort(), this.#ms);
  }

  rest(): void {
    clearTimeout(this.#timer);
  }
}

function failure(
  error: unknown,
  { url }: HttpRequest,
  caller: AbortSignalLike | undefined,
  { signal: silence }: Silence,
): Error {
  if (caller?.aborted) return aborted();
  const { host } = new URL(url);
  const cause = rootOf(error);
  const code = cause.code ?? '';
  const reason = silence.aborted ? 'no answer in time' : (REASONS[code] ?? cause.message);
  const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code);
  return hubFault('unreachable', `cannot reach ${host}: ${reason}`, {
    transient: !certificate,
    hint: certificate
      ? 'NODE_EXTRA_CA_CERTS names the certificates of a proxy that looks into connections'
      : 'check the connection, HTTPS_PROXY and HF_ENDPOINT; HF_HUB_OFFLINE=1 uses only what is in the cache',
    details: code === '' ? {} : { code },
    cause: error,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name cannot be looked up',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
};

/** fetch wraps what happened in errors that say nothing. */
function rootOf(error: unknown): { readonly message: string; readonly code?: string } {
  let root = error as { readonly message: string; readonly code?: string; readonly cause?: unknown };
  while (root.cause instanceof Error) root = root.cause as unknown as typeof root;
  return {
    message: root.message ?? String(error),
    ...(typeof root.code === 'string' ? { code: root.code } : {}),
  };
}

function aborted(): AbortError {
  return new AbortError('the download was aborted');
}
