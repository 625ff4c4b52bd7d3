// Where a page's weights come from, and what tells them from all others before they are here.

import { GossamerError, hexOf, IoError } from '@gossamer/core';
import { type HubRepo, hubFault } from '@gossamer/core/hub';
import { throwIfAborted } from '@gossamer/core/runtime';
import { type ByteSource, blobSource } from '@gossamer/core/weights';
import { type FoundWeights, findHubWeights } from '../hub/find-hub-weights.js';
import type { HubOptions } from '../hub/hub-options.js';
import { sha256 } from '../sha256.js';

/**
 * A repository of the hub, a file the user picked, or an address. With its SHA-256 an address is not asked at all where
 * the network is kept already, and its bytes are compared.
 */
export type WeightOrigin =
  | (HubRepo & { readonly file?: string })
  | Blob
  | { readonly url: string | URL; readonly sha256?: string };

interface OpenWeights {
  readonly source: ByteSource;
  readonly sibling?: (name: string) => Promise<ByteSource>;
}

/** Weights that may still have to be fetched. */
export interface WeightsFrom {
  /** Differs for other weights. */
  identity(): Promise<string>;
  open(): Promise<OpenWeights>;
}

export interface OriginOptions {
  readonly hub: HubOptions;
  readonly signal: AbortSignal | undefined;
  readonly onBytes: (loaded: number, total: number) => void;
}

/** Both of its functions throw IoError as `downloadHubWeights`, and AbortError. */
export function weightsFrom(origin: WeightOrigin, options: OriginOptions): WeightsFrom {
  if (origin instanceof Blob) return ofBlob(async () => origin, (origin as Partial<File>).name);
  if ('repo' in origin) return ofHub(origin, options.hub);
  const url = String(origin.url);
  let fetched: Promise<Blob> | undefined;
  const blob = (): Promise<Blob> => {
    fetched ??= fetchBlob(url, options);
    return fetched;
  };
  if (origin.sha256 === undefined) return ofBlob(blob, url);
  const expected = origin.sha256.toLowerCase();
  return {
    identity: async () => `sha256:${expected}`,
    open: async () => ({ source: blobSource(await checked(await blob(), expected, url), url) }),
  };
}

function ofBlob(blob: () => Promise<Blob>, name: string | undefined): WeightsFrom {
  return {
    identity: async () => `sha256:${await digestOf(await blob())}`,
    open: async () => ({ source: blobSource(await blob(), name) }),
  };
}

function ofHub(repo: HubRepo & { readonly file?: string }, options: HubOptions): WeightsFrom {
  let found: Promise<FoundWeights> | undefined;
  const find = (): Promise<FoundWeights> => {
    found ??= findHubWeights(repo, options);
    return found;
  };
  return { identity: async () => (await find()).identity, open: async () => (await find()).open() };
}

async function checked(blob: Blob, expected: string, url: string): Promise<Blob> {
  const found = await digestOf(blob);
  if (found === expected) return blob;
  throw hubFault('integrity', `the file has the SHA-256 ${found}, expected ${expected}`, {
    path: url,
    hint: 'the server has another file than this page was made for',
  });
}

async function digestOf(blob: Blob): Promise<string> {
  return hexOf(await sha256(new Uint8Array(await blob.arrayBuffer())));
}

async function fetchBlob(url: string, { signal, onBytes }: OriginOptions): Promise<Blob> {
  try {
    const response = await fetch(url, signal === undefined ? {} : { signal });
    if (!response.ok) throw new IoError(`the server answers ${response.status}`, { path: url });
    const total = Number(response.headers.get('content-length') ?? 0);
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let loaded = 0;
    for (const reader = response.body?.getReader(); reader !== undefined; ) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      loaded += value.length;
      onBytes(loaded, Math.max(total, loaded));
    }
    return new Blob(chunks);
  } catch (cause) {
    throwIfAborted(signal, 'the download');
    if (cause instanceof GossamerError) throw cause;
    throw hubFault('unreachable', 'the weights cannot be fetched', {
      path: url,
      hint: 'see that the server answers and allows this origin (CORS)',
      transient: true,
      cause,
    });
  }
}
