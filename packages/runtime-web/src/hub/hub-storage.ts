// What a browser keeps of the hub: contents by their names, and what revisions were when last seen.

import { type HubRepo, isCommit, isOid } from '@gossamer/core/hub';
import { type PartStore, partStore, type StorageKind } from './part-store.js';
import { StoredFile } from './stored-file.js';

/** Files beyond this go to the file system, where a page has one. */
const LARGE_BYTES = 100e6;

/** A file of a revision. */
export interface HubRecord {
  readonly commit: string;
  readonly oid: string;
}

/** Names are checked before they come here: see `checkHubRepo`, `checkHubFileName` and `isOid`. */
export class HubStorage {
  readonly #endpoint: string;
  readonly #kinds: readonly StorageKind[];

  constructor(endpoint: string, kind: StorageKind | undefined) {
    this.#endpoint = endpoint.replace(/^https?:\/\//, '');
    this.#kinds = kind === undefined ? ['cache', 'opfs'] : [kind];
  }

  /** A whole content. */
  async find(repo: string, oid: string): Promise<Blob | undefined> {
    for (const store of await this.#stores()) {
      const blob = await StoredFile.find(store, this.#contentKey(repo, oid));
      if (blob !== undefined) return blob;
    }
    return undefined;
  }

  /** A content to be written, with what an earlier attempt left. */
  async open(repo: string, oid: string, size = 0): Promise<StoredFile> {
    const stores = await this.#stores();
    const store = (size > LARGE_BYTES ? stores.at(-1) : stores[0]) ?? (await partStore('memory'));
    return StoredFile.open(store as PartStore, this.#contentKey(repo, oid));
  }

  async record(repo: HubRepo, file: string): Promise<HubRecord | undefined> {
    const [store] = await this.#stores();
    const text = await (await store?.get(this.#recordKey(repo, file)))?.text();
    const [commit = '', oid = ''] = text?.split(' ') ?? [];
    return isCommit(commit) && isOid(oid) ? { commit, oid } : undefined;
  }

  /** Notes a file under its revision and under its commit. Where there is no room for that, nothing is lost. */
  async note(repo: HubRepo, file: string, { commit, oid }: HubRecord): Promise<void> {
    const [store] = await this.#stores();
    const text = new TextEncoder().encode(`${commit} ${oid}`);
    for (const revision of new Set([repo.revision, commit])) {
      await store?.put(this.#recordKey({ repo: repo.repo, revision }, file), text).catch(() => undefined);
    }
  }

  /** Those this page has, in the order of preference. */
  async #stores(): Promise<PartStore[]> {
    const stores = await Promise.all(this.#kinds.map(partStore));
    return stores.filter((store) => store !== undefined);
  }

  #contentKey(repo: string, oid: string): string {
    return `${this.#endpoint}/${repo}/contents/${oid}`;
  }

  #recordKey({ repo, revision }: HubRepo, file: string): string {
    return `${this.#endpoint}/${repo}/revisions/${encodeURIComponent(revision)}/${file}`;
  }
}
