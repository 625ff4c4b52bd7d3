// A file in a PartStore, under the name of its content: parts of equal size, and a mark once they are all there.

import type { DownloadSink } from '@gossamer/core/hub';
import type { PartStore } from './part-store.js';

/** Bytes of a part; what a cut costs at most. */
const PART_BYTES = 4 << 20;

export class StoredFile implements DownloadSink {
  readonly #store: PartStore;
  readonly #key: string;
  readonly #parts: Blob[] = [];
  readonly #pending = new Uint8Array(PART_BYTES);
  #pendingBytes = 0;
  #kept = 0;

  private constructor(store: PartStore, key: string) {
    this.#store = store;
    this.#key = key;
  }

  /** With the whole parts of an earlier attempt. */
  static async open(store: PartStore, key: string): Promise<StoredFile> {
    const file = new StoredFile(store, key);
    for (;;) {
      const part = await store.get(file.#partKey(file.#parts.length));
      if (part?.size !== PART_BYTES) break;
      file.#parts.push(part);
      file.#kept += part.size;
    }
    return file;
  }

  /** The whole file, if it was finished. */
  static async find(store: PartStore, key: string): Promise<Blob | undefined> {
    const mark = await store.get(`${key}/whole`);
    if (mark === undefined) return undefined;
    const size = Number(await mark.text());
    const parts: Blob[] = [];
    for (let i = 0; i < Math.ceil(size / PART_BYTES); i++) {
      const part = await store.get(`${key}/${i}`);
      if (part !== undefined) parts.push(part);
    }
    const blob = new Blob(parts);
    return blob.size === size ? blob : undefined;
  }

  get kept(): number {
    return this.#kept;
  }

  async *replay(): AsyncGenerator<Uint8Array> {
    for (const part of this.#parts) yield new Uint8Array(await part.arrayBuffer());
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      const taken = chunk.subarray(done, done + PART_BYTES - this.#pendingBytes);
      this.#pending.set(taken, this.#pendingBytes);
      this.#pendingBytes += taken.length;
      done += taken.length;
      if (this.#pendingBytes === PART_BYTES) await this.#flush();
    }
  }

  async restart(): Promise<void> {
    for (const i of this.#parts.keys()) await this.#store.delete(this.#partKey(i));
    this.#parts.length = 0;
    this.#pendingBytes = 0;
    this.#kept = 0;
  }

  /** Every byte is there and right: marks the file as whole. */
  async finish(): Promise<Blob> {
    if (this.#pendingBytes > 0) await this.#flush();
    const blob = new Blob(this.#parts);
    await this.#store.put(`${this.#key}/whole`, new TextEncoder().encode(String(blob.size)));
    return blob;
  }

  async #flush(): Promise<void> {
    const key = this.#partKey(this.#parts.length);
    const bytes = this.#pending.slice(0, this.#pendingBytes);
    await this.#store.put(key, bytes);
    // What the store gives back need not be in memory.
    this.#parts.push((await this.#store.get(key)) ?? new Blob([bytes]));
    this.#pendingBytes = 0;
  }

  #partKey(index: number): string {
    return `${this.#key}/${index}`;
  }
}
