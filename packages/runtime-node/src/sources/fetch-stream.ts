// A long file from the web as it comes, for archives: bounded in silence, not in size.

import { IoError } from '@gossamer/core';
import { type AbortSource, abortError } from '@gossamer/core/runtime';
import { fetchFault, fetchReason } from './fetch-bytes.js';

export interface FetchStreamOptions {
  readonly signal?: AbortSource | undefined;
  /** For the answer, and between two of its parts; 30 s by default. */
  readonly silenceMs?: number;
}

/** @throws IoError where the answer is not the file, or stops coming; AbortError */
export async function* fetchStream(
  url: string,
  options: FetchStreamOptions = {},
): AsyncGenerator<Uint8Array> {
  const { signal, silenceMs = 30_000 } = options;
  if (signal?.aborted) throw abortError(signal, `fetching ${url}`);
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  signal?.addEventListener('abort', onAbort);
  let timer = setTimeout(onAbort, silenceMs);
  try {
    const response = await fetch(url, { signal: stop.signal });
    if (!response.ok) throw fetchFault(url, `the server answers ${response.status}`);
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      // The consumer's time is not the server's.
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(onAbort, silenceMs);
    }
  } catch (error) {
    if (signal?.aborted) throw abortError(signal, `fetching ${url}`);
    if (stop.signal.aborted) throw fetchFault(url, `nothing came for ${silenceMs} ms`);
    throw error instanceof IoError ? error : fetchFault(url, fetchReason(error), error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    // Gives the connection up where the answer was left unread.
    stop.abort();
  }
}
