// Downloads in the page: what came of them, as plain JSON.

import { type GossamerError, hexOf } from '@gossamer/core';
import type { DownloadProgress } from '@gossamer/core/hub';
import { openCheckpoint } from '@gossamer/core/weights';
import { downloadHubFile, downloadHubWeights, type HubDownload, type HubOptions } from '../../index.js';

export interface HubResult {
  readonly error?: {
    readonly code: string;
    readonly reason: string;
    readonly hint: string;
    readonly details: object;
  };
  readonly commit?: string;
  readonly size?: number;
  readonly sha256?: string;
  readonly fromCache?: boolean;
  readonly note?: string;
  /** Of the bytes, by the page's own crypto. */
  readonly digest?: string;
  readonly progress: readonly DownloadProgress[];
}

export interface HubFunctions {
  download(
    repo: string,
    file: string,
    options?: HubOptions & { revision?: string; abortAt?: number },
  ): Promise<HubResult>;
  /** Keys and shapes of a repository's weights, and the sum of the first tensor. */
  weights(
    repo: string,
    options?: HubOptions,
  ): Promise<{ shapes: Record<string, readonly number[]>; sum: number; file: string }>;
  /** The same file asked for twice at once. */
  twice(repo: string, file: string, options?: HubOptions): Promise<readonly (boolean | undefined)[]>;
  /** Entries of the Cache API and of the file system. */
  kept(): Promise<{ cache: readonly string[]; opfs: readonly string[] }>;
  /** Changes a byte of the first part of some content in the cache. */
  spoil(): Promise<string>;
  /** Forgets which contents are whole. */
  unmark(): Promise<void>;
}

const functions: HubFunctions = {
  async download(repo, file, { revision = 'main', abortAt, ...options } = {}) {
    const progress: DownloadProgress[] = [];
    const controller = new AbortController();
    const onProgress = (event: DownloadProgress): void => {
      progress.push(event);
      if (event.loaded >= (abortAt ?? Number.POSITIVE_INFINITY)) controller.abort();
    };
    const all = { ...options, onProgress, signal: controller.signal };
    try {
      const { blob, source: _, ...rest } = await downloadHubFile({ repo, revision }, file, all);
      return { ...rest, digest: await digestOf(blob), progress } as HubResult;
    } catch (thrown) {
      const { code, reason, hint = '', details } = thrown as GossamerError;
      return { error: { code, reason: reason ?? String(thrown), hint, details }, progress };
    }
  },
  async weights(repo, options = {}) {
    const { source, sibling, file } = await downloadHubWeights({ repo, revision: 'main' }, options);
    const { tensors } = await openCheckpoint(source, { sibling });
    const shapes = Object.fromEntries([...tensors].map(([name, { shape }]) => [name, shape]));
    const [first] = tensors.values();
    const sum = Array.from((await first?.read()) ?? [], Number).reduce((total, value) => total + value, 0);
    return { shapes, sum, file };
  },
  async twice(repo, file, options = {}) {
    const download = (): Promise<HubDownload> => downloadHubFile({ repo, revision: 'main' }, file, options);
    return (await Promise.all([download(), download()])).map(({ fromCache }) => fromCache);
  },
  async kept() {
    const cache = await caches.open('gossamer-hub');
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('gossamer-hub', { create: true });
    const opfs: string[] = [];
    for await (const [name] of folder as unknown as AsyncIterable<[string]>)
      opfs.push(decodeURIComponent(name));
    return { cache: (await cache.keys()).map(({ url }) => url), opfs: opfs.sort() };
  },
  async spoil() {
    const cache = await caches.open('gossamer-hub');
    const [key] = (await cache.keys()).filter(({ url }) => /\/contents\/.*\/0$/.test(url));
    const bytes = new Uint8Array((await (await cache.match(key as Request))?.arrayBuffer()) ?? []);
    bytes[1000]! ^= 1;
    await cache.put(key as Request, new Response(bytes));
    return (key as Request).url;
  },
  async unmark() {
    const cache = await caches.open('gossamer-hub');
    for (const key of await cache.keys()) if (key.url.endsWith('/whole')) await cache.delete(key);
  },
};

async function digestOf(blob: Blob): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer())));
}

Object.assign(globalThis, { functions });
