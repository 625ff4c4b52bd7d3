// Options of downloads in a browser, and what they come to.

import {
  type HubAccess,
  hubAccess,
  type OnProgress,
  ProgressMeter,
  type RetryOptions,
} from '@gossamer/core/hub';
import { httpClient } from './http-client.js';
import { HubStorage } from './hub-storage.js';
import type { StorageKind } from './part-store.js';

export interface HubOptions {
  /** Default https://huggingface.co. */
  readonly endpoint?: string | undefined;
  /** Sent to the endpoint's host alone. Whoever uses the page can read it. */
  readonly token?: string | undefined;
  /**
   * Where files are kept: `cache` (the Cache API), `opfs` (the origin private file system) or `memory` (not at all).
   * Default: the Cache API, and OPFS beyond 100 MB; memory where a page has neither.
   */
  readonly storage?: StorageKind | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Milliseconds without a byte after which a connection counts as cut. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** The largest file that is taken. Default 16 GB. */
  readonly maxBytes?: number | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One download, of one file or several. */
export interface HubSession {
  readonly access: HubAccess;
  readonly storage: HubStorage;
  readonly meter: ProgressMeter;
  readonly maxBytes: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** @throws OptionError for settings that cannot be used */
export function hubSession(options: HubOptions): HubSession {
  const { timeoutMs, endpoint, token, retry, storage, onProgress, maxBytes, signal } = options;
  const access = hubAccess(httpClient(timeoutMs), { endpoint, token, retry });
  const meter = new ProgressMeter(onProgress);
  return { access, storage: new HubStorage(access.endpoint, storage), meter, maxBytes, signal };
}
