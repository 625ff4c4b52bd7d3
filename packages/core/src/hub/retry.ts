// Trying again: exponential back-off with full jitter, for faults that may pass.

import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import type { HttpClient } from './http-client.js';
import { isTransient } from './hub-fault.js';

export interface RetryOptions {
  /** Tries in all that bring nothing. Default 5. */
  attempts?: number;
  /** Milliseconds the first wait may take; each further one twice as long. Default 500. */
  baseMs?: number;
  /** Longest wait, also where a server asks for more. Default 20,000. */
  maxMs?: number;
}

/** Milliseconds to wait after the failure number `failures`, at random up to the bound, or what the server asked for. */
export function retryDelay(failures: number, options: RetryOptions = {}, retryAfterMs = 0): number {
  const { baseMs = 500, maxMs = 20_000 } = options;
  const bound = Math.min(maxMs, baseMs * 2 ** (failures - 1));
  return Math.max(Math.min(retryAfterMs, maxMs), Math.random() * bound);
}

/** Counts failures, waits between them, and gives up. */
export class Retries {
  readonly #client: HttpClient;
  readonly #options: RetryOptions;
  readonly #signal: AbortSignalLike | undefined;
  #failures = 0;

  constructor(client: HttpClient, options: RetryOptions = {}, signal?: AbortSignalLike) {
    this.#client = client;
    this.#options = options;
    this.#signal = signal;
  }

  /** Waits where another try makes sense. @throws the error where none does */
  async failed(error: unknown): Promise<void> {
    this.#failures++;
    if (!isTransient(error) || this.#failures >= (this.#options.attempts ?? 5)) throw error;
    const { retryAfterMs } = error.details;
    const wait = typeof retryAfterMs === 'number' ? retryAfterMs : 0;
    await this.#client.sleep(retryDelay(this.#failures, this.#options, wait), this.#signal);
  }

  /** A try brought something. */
  progressed(): void {
    this.#failures = 0;
  }
}

/** A server's `Retry-After`: seconds, or a date. */
export function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return ms > 0 ? ms : undefined;
}
