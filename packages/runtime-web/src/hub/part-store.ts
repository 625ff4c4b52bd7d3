// PartStore: where a browser keeps what was downloaded, in parts, so that a download can be continued.

/** Values by key. A value is there whole or not at all. */
export interface PartStore {
  get(key: string): Promise<Blob | undefined>;
  /** Rejects with a QuotaExceededError where the browser grants no more space. */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  delete(key: string): Promise<void>;
  /** Deletes every key that begins so. */
  clear(prefix: string): Promise<void>;
}

/** Which of the browser's stores: the Cache API, the origin private file system, or none beyond this page's memory. */
export type StorageKind = 'cache' | 'opfs' | 'memory';

/**
 * The store, or undefined where this page has no such one: both need a secure context, and browsers refuse them in
 * private windows and sandboxed frames.
 */
export async function partStore(kind: StorageKind): Promise<PartStore | undefined> {
  if (kind === 'memory') return memoryStore();
  return (kind === 'cache' ? cacheStore() : opfsStore()).catch(() => undefined);
}

function memoryStore(): PartStore {
  const parts = new Map<string, Blob>();
  return {
    get: async (key) => parts.get(key),
    put: async (key, bytes) => void parts.set(key, new Blob([bytes])),
    delete: async (key) => void parts.delete(key),
    clear: async (prefix) => {
      for (const key of parts.keys()) if (key.startsWith(prefix)) parts.delete(key);
    },
  };
}

const NAME = 'gossamer-hub';

async function cacheStore(): Promise<PartStore | undefined> {
  // Undefined outside secure contexts, whatever its type says.
  if ((globalThis as Partial<typeof globalThis>).caches === undefined) return undefined;
  const cache = await caches.open(NAME);
  // Keys of a cache are addresses; nothing is ever asked of this one.
  const address = (key: string) => `https://gossamer.invalid/${encodeURI(key)}`;
  return {
    get: async (key) => (await cache.match(address(key)))?.blob(),
    put: (key, bytes) => cache.put(address(key), new Response(bytes)),
    delete: async (key) => void (await cache.delete(address(key))),
    clear: async (prefix) => {
      const old = (await cache.keys()).filter(({ url }) => url.startsWith(address(prefix)));
      await Promise.all(old.map((key) => cache.delete(key)));
    },
  };
}

/** Chromium stops reading what it finds no space for: nobody aborted, and the page learns of a broken pipe instead. */
function refused(error: unknown): unknown {
  const { name, message } = error as Partial<DOMException>;
  return name === 'AbortError' ? new DOMException(message, 'QuotaExceededError') : error;
}

/** What TypeScript's own types leave out. */
interface Names {
  keys(): AsyncIterable<string>;
}

async function opfsStore(): Promise<PartStore> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(NAME, { create: true });
  // One level: names of files have a limit, and no slash.
  const nameOf = (key: string) => encodeURIComponent(key).slice(-200);
  return {
    async get(key) {
      const handle = await folder.getFileHandle(nameOf(key)).catch(() => undefined);
      return handle?.getFile();
    },
    async put(key, bytes) {
      const handle = await folder.getFileHandle(nameOf(key), { create: true });
      // What is written appears when it is closed.
      const writable = await handle.createWritable();
      try {
        await writable.write(bytes);
        await writable.close();
      } catch (error) {
        await writable.abort().catch(() => undefined);
        await folder.removeEntry(nameOf(key)).catch(() => undefined);
        throw refused(error);
      }
    },
    delete: (key) => folder.removeEntry(nameOf(key)).catch(() => undefined),
    async clear(prefix) {
      const old: string[] = [];
      const names = (folder as unknown as Names).keys();
      for await (const name of names) if (name.startsWith(nameOf(prefix))) old.push(name);
      for (const name of old) await folder.removeEntry(name).catch(() => undefined);
    },
  };
}
