// HttpClient: what a runtime gives so that downloads can be written once for Node and browsers.

import type { AbortSignalLike } from '../weights/lazy-tensor.js';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD';
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignalLike | undefined;
}

export interface HttpReply {
  readonly status: number;
  /** A header's value, by its name in lower case. */
  header(name: string): string | undefined;
  /** The body as it comes; leaving the loop gives the rest up. Throws as `HttpClient.send` does. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up a body nobody will read. */
  discard(): Promise<void>;
}

/**
 * One request and one answer, whatever its status; nothing is retried. Redirects are answers too, unless the
 * platform follows them by itself, as browsers do.
 */
export interface HttpClient {
  /**
   * @throws IoError with `details.kind` `unreachable` where no answer came, or none in time
   * @throws AbortError where the signal has fired
   */
  send(request: HttpRequest): Promise<HttpReply>;
  /** @throws AbortError where the signal fires before the time is over */
  sleep(ms: number, signal?: AbortSignalLike): Promise<void>;
}
