// The network for core's downloads: the page's fetch, with a time limit on silence.

import { AbortError } from '@gossamer/core';
import { type HttpClient, type HttpReply, type HttpRequest, hubFault } from '@gossamer/core/hub';
import type { AbortSignalLike } from '@gossamer/core/weights';

/**
 * Browsers follow redirects themselves, and leave out the token where one leads to another host.
 * @param timeoutMs milliseconds without a byte after which a connection counts as cut. Default 30,000
 */
export function httpClient(timeoutMs = 30_000): HttpClient {
  return { send: (request) => send(request, timeoutMs), sleep };
}

async function send({ method, url, headers, signal }: HttpRequest, timeoutMs: number): Promise<HttpReply> {
  const watch = new Watch(timeoutMs, signal);
  try {
    // What was sent once and is cached by the browser would be kept twice.
    const init: RequestInit = {
      method,
      headers,
      signal: watch.signal,
      cache: 'no-store',
      credentials: 'omit',
    };
    const response = await watch.wait(() => fetch(url, init));
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      body: chunks(response, watch, url),
      discard: async () => {
        watch.stop();
        await response.body?.cancel().catch(() => undefined);
      },
    };
  } catch (error) {
    watch.stop();
    throw failure(error, url, signal, watch);
  }
}

async function* chunks(response: Response, watch: Watch, url: string): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  let ended = reader === undefined;
  try {
    while (reader !== undefined) {
      const { done, value } = await watch.wait(() => reader.read());
      ended = done;
      if (done) return;
      yield value;
    }
  } catch (error) {
    ended = true;
    throw failure(error, url, watch.caller, watch);
  } finally {
    watch.stop();
    if (!ended) await reader?.cancel().catch(() => undefined);
  }
}

/** Fires with the caller's signal, and when something waited for does not come. */
class Watch {
  readonly caller: AbortSignal | undefined;
  readonly #controller = new AbortController();
  readonly #ms: number;
  #silent = false;

  constructor(ms: number, caller: AbortSignalLike | undefined) {
    this.#ms = ms;
    this.caller = caller as AbortSignal | undefined;
    if (this.caller?.aborted) this.#abort();
    this.caller?.addEventListener('abort', this.#abort);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was the silence that ended it. */
  get silent(): boolean {
    return this.#silent;
  }

  async wait<T>(work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.#silent = true;
      this.#abort();
    }, this.#ms);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  stop(): void {
    this.caller?.removeEventListener('abort', this.#abort);
  }

  readonly #abort = (): void => this.#controller.abort();
}

function failure(cause: unknown, url: string, caller: AbortSignalLike | undefined, { silent }: Watch): Error {
  if (caller?.aborted) return aborted();
  const { host } = new URL(url);
  // Browsers do not tell pages more than that.
  const reason = silent ? 'no answer in time' : 'no connection, or the host does not let this page read it';
  return hubFault('unreachable', `cannot reach ${host}: ${reason}`, {
    transient: true,
    hint: 'check the connection; a host of your own has to send Access-Control-Allow-Origin',
    cause,
  });
}

async function sleep(ms: number, signal?: AbortSignalLike): Promise<void> {
  if (signal?.aborted) throw aborted();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    (signal as AbortSignal | undefined)?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(aborted());
      },
      { once: true },
    );
  });
}

function aborted(): AbortError {
  return new AbortError('the download was aborted');
}
