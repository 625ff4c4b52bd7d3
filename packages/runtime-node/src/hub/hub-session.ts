// HubSession: settings, cache, network and progress of one download.

import {
  type HubAccess,
  hubAccess,
  type OnProgress,
  ProgressMeter,
  type RetryOptions,
} from '@gossamer/core/hub';
import type { Env } from './environment-fetch.js';
import { httpClient } from './http-client.js';
import { HubCache } from './hub-cache.js';
import { type HubSettings, hubSettings } from './hub-settings.js';

type Given<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Settings not given are the environment's. */
export interface HubOptions extends Given<HubSettings> {
  /** Where settings and proxies are read from. Default `process.env`. */
  readonly env?: Env | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Milliseconds without a byte after which a connection counts as cut. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** The largest file that is taken. Default 16 GB. */
  readonly maxBytes?: number | undefined;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HubSession {
  readonly access: HubAccess;
  readonly cache: HubCache;
  readonly offline: boolean;
  readonly meter: ProgressMeter;
  readonly maxBytes: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** @throws OptionError for settings that cannot be used */
export function hubSession(options: HubOptions = {}): HubSession {
  const { env = process.env, retry, timeoutMs, maxBytes, onProgress, signal } = options;
  const settings = hubSettings(env);
  const { endpoint = settings.endpoint, token = settings.token } = options;
  return {
    access: hubAccess(httpClient({ env, timeoutMs }), { endpoint, token, retry }),
    cache: new HubCache(options.cacheFolder ?? settings.cacheFolder),
    offline: options.offline ?? settings.offline,
    meter: new ProgressMeter(onProgress),
    maxBytes,
    signal,
  };
}
