// Small answers that outlive the page, in IndexedDB: workers have it too.

export interface Memory {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

const STORE = 'answers';

/** Forgets everything where the browser stores nothing: private windows, a full disk, Node. */
export const defaultMemory: Memory = {
  get: (key) => access('readonly', (store) => store.get(key)).catch(() => undefined),
  set: async (key, value) => {
    await access('readwrite', (store) => store.put(value, key)).catch(() => undefined);
  },
};

async function access<T>(
  mode: IDBTransactionMode,
  use: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await opened();
  try {
    return await settled(use(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

async function opened(): Promise<IDBDatabase> {
  const request = indexedDB.open('gossamer', 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
