// A file from the web, bounded in size and time.

import { IoError, joinBytes } from '@gossamer/core';
import { type AbortSource, abortError } from '@gossamer/core/runtime';
import { MAX_PICTURE_BYTES } from './picture-item.js';

export interface FetchBytesOptions {
  readonly signal?: AbortSource | undefined;
  readonly maxBytes?: number;
  /** For the whole file, 30 s by default. */
  readonly timeoutMs?: number;
}

export function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** @throws IoError where the answer is not the file, or too large or too slow; AbortError */
export async function fetchBytes(url: string, options: FetchBytesOptions = {}): Promise<Uint8Array> {
  const { signal, maxBytes = MAX_PICTURE_BYTES, timeoutMs = 30_000 } = options;
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  if (signal?.aborted) throw abortError(signal, `fetching ${url}`);
  signal?.addEventListener('abort', onAbort);
  const timer = setTimeout(onAbort, timeoutMs);
  try {
    const response = await fetch(url, { signal: stop.signal });
    if (!response.ok) throw fetchFault(url, `the server answers ${response.status}`);
    return await collect(response, url, maxBytes);
  } catch (error) {
    if (signal?.aborted) throw abortError(signal, `fetching ${url}`);
    if (stop.signal.aborted) throw fetchFault(url, `it took longer than ${timeoutMs} ms`);
    throw error instanceof IoError ? error : fetchFault(url, fetchReason(error), error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    // Gives the connection up where the answer was left unread.
    stop.abort();
  }
}

async function collect(response: Response, url: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw fetchFault(url, `it has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return joinBytes(chunks);
}

/** `fetch failed` alone says nothing; its cause does. */
export function fetchReason(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause ?? error;
  return cause instanceof Error ? cause.message : String(cause);
}

export function fetchFault(url: string, text: string, cause?: unknown): IoError {
  return new IoError(`cannot fetch ${url}: ${text}`, { path: url, cause });
}
