// Compiled networks in the browser's storage.

import type { GossamerError } from '@gossamer/core';
import { type CompiledEntry, decodeCompiledEntry, encodeCompiledEntry } from '@gossamer/core/compile/cache';
import { hubFault } from '@gossamer/core/hub';
import { type PartStore, partStore, type StorageKind } from '../hub/part-store.js';
import { isQuota, quotaFault } from '../hub/quota-fault.js';
import { sha256 } from '../sha256.js';

/** Beside the hub's files; no endpoint is called so. */
const PREFIX = 'compiled/';

/** Entries beyond this go to the file system, where a page has one. */
const LARGE_BYTES = 100e6;

/** Whether a page can have entries at all: both stores need a secure context. */
export function canKeep(): boolean {
  return globalThis.isSecureContext !== false;
}

export class CompiledStore {
  readonly #kinds: readonly StorageKind[];

  constructor(kind: StorageKind | undefined) {
    this.#kinds = kind === undefined ? ['cache', 'opfs'] : kind === 'memory' ? [] : [kind];
  }

  /** The entry of this key; a damaged one is deleted, and there is none. */
  async read(key: string): Promise<CompiledEntry | undefined> {
    for (const store of await this.#stores()) {
      const kept = await store.get(PREFIX + key).catch(() => undefined);
      if (kept === undefined) continue;
      const entry = await decodeCompiledEntry(key, new Uint8Array(await kept.arrayBuffer()), sha256);
      if (entry !== undefined) return entry;
      await store.delete(PREFIX + key);
    }
    return undefined;
  }

  /**
   * Keeps it. Where there is no room older entries go first.
   * @returns why it could not be kept, undefined where it was
   */
  async keep(key: string, entry: CompiledEntry): Promise<GossamerError | undefined> {
    const stores = await this.#stores();
    const store = entry.onnx.length > LARGE_BYTES ? stores.at(-1) : stores[0];
    if (store === undefined) return hubFault('quota', 'this page has no storage that outlives it');
    const bytes = (await encodeCompiledEntry(key, entry, sha256)) as Uint8Array<ArrayBuffer>;
    try {
      await store.put(PREFIX + key, bytes).catch(async (error: unknown) => {
        if (!isQuota(error)) throw error;
        for (const any of stores) await any.clear(PREFIX);
        await store.put(PREFIX + key, bytes);
      });
      return undefined;
    } catch (error) {
      if (isQuota(error)) return quotaFault({ path: key, within: 'compiled networks' }, error);
      return hubFault('quota', `the browser's storage fails: ${String(error)}`, { cause: error });
    }
  }

  async clear(): Promise<void> {
    for (const store of await this.#stores()) await store.clear(PREFIX);
  }

  async #stores(): Promise<PartStore[]> {
    const stores = await Promise.all(this.#kinds.map(partStore));
    return stores.filter((store) => store !== undefined);
  }
}

/** Deletes every compiled network this site has kept. */
export async function clearCompiled(): Promise<void> {
  await new CompiledStore(undefined).clear();
}
