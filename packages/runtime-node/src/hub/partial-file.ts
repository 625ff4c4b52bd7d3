// A download on its way: a file of this process's own, which others can continue once it is given up.

import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { IoError } from '@gossamer/core';
import type { DownloadSink } from '@gossamer/core/hub';
import { ioError } from '../files/io-error.js';

const SUFFIX = '.incomplete';
/** Files nobody has written to for this long are taken over: their process is gone. */
const ABANDONED_MS = 600_000;
const BLOCK = 1 << 20;

/**
 * Never two processes write to one file: each has its own, `NAME.xxxxxxxx.incomplete`, as the hub's Python tools
 * do, and renames it to its place when it is whole. What was given up is called `NAME.released.incomplete`;
 * renaming it to a name of its own is how a process takes it over, which only one can.
 */
export class PartialFile implements DownloadSink {
  readonly #target: string;
  readonly #path: string;
  readonly #handle: FileHandle;
  #written: number;

  private constructor(target: string, path: string, handle: FileHandle, written: number) {
    this.#target = target;
    this.#path = path;
    this.#handle = handle;
    this.#written = written;
  }

  /** @throws IoError where the folder cannot be written to */
  static async open(target: string): Promise<PartialFile> {
    const path = `${target}.${randomBytes(4).toString('hex')}${SUFFIX}`;
    try {
      await mkdir(dirname(target), { recursive: true });
      const found = await takeOver(target, path);
      const handle = await open(path, found ? 'r+' : 'wx+');
      return new PartialFile(target, path, handle, (await handle.stat()).size);
    } catch (error) {
      throw ioError(error, 'write', path);
    }
  }

  get kept(): number {
    return this.#written;
  }

  async *replay(): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(BLOCK);
    for (let at = 0; at < this.#written; ) {
      const length = Math.min(BLOCK, this.#written - at);
      const { bytesRead } = await this.#do(() => this.#handle.read(buffer, 0, length, at));
      if (bytesRead === 0) throw new IoError(`${this.#path} became shorter`, { path: this.#path });
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await this.#do(() =>
        this.#handle.write(chunk, done, chunk.length - done, this.#written),
      );
      done += bytesWritten;
      this.#written += bytesWritten;
    }
  }

  async restart(): Promise<void> {
    await this.#do(() => this.#handle.truncate(0));
    this.#written = 0;
  }

  /** @throws IoError where the disk has no room for a file of `size` bytes */
  async reserve(size: number): Promise<void> {
    const { bavail, bsize } = await statfs(dirname(this.#path)).catch(() => ({ bavail: 0, bsize: 0 }));
    const free = bavail * bsize;
    // Some file systems do not tell.
    if (free === 0 || size - this.#written <= free) return;
    throw new IoError(`the file has ${size} bytes, the disk has room for ${free}`, {
      path: dirname(this.#path),
      hint: 'free some space, or let HF_HUB_CACHE name a folder on another disk',
      details: { code: 'ENOSPC' },
    });
  }

  /** The file is whole: flushes it and puts it in its place. */
  async finish(path = this.#target): Promise<void> {
    await this.#do(async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#path, path);
    });
    for (const { path: left } of await leftovers(this.#target)) await rm(left, { force: true });
  }

  /** Leaves what is there for the next attempt. */
  async release(): Promise<void> {
    if (this.#written === 0) return this.discard();
    await this.#handle.close();
    await rename(this.#path, releasedPath(this.#target)).catch(() => undefined);
  }

  /** Leaves nothing. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#path, { force: true });
  }

  async #do<T>(work: () => Promise<T>): Promise<T> {
    return work().catch((error: unknown) => {
      throw ioError(error, 'write', this.#path);
    });
  }
}

function releasedPath(target: string): string {
  return `${target}.released${SUFFIX}`;
}

/** Makes the largest file left by somebody the one at `path`. */
async function takeOver(target: string, path: string): Promise<boolean> {
  for (const { path: candidate } of await leftovers(target)) {
    const taken = await rename(candidate, path).then(
      () => true,
      () => false,
    );
    if (taken) return true;
  }
  return false;
}

/** Files of downloads that were given up, the largest first. */
async function leftovers(target: string): Promise<{ path: string; size: number }[]> {
  const prefix = `${basename(target)}.`;
  const names = (await readdir(dirname(target))).filter(
    (name) => name.startsWith(prefix) && name.endsWith(SUFFIX),
  );
  const found: { path: string; size: number }[] = [];
  for (const name of names) {
    const path = join(dirname(target), name);
    const info = await stat(path).catch(() => undefined);
    const abandoned = Date.now() - (info?.mtimeMs ?? 0) > ABANDONED_MS;
    if (info?.isFile() && (abandoned || path === releasedPath(target))) found.push({ path, size: info.size });
  }
  return found.sort((a, b) => b.size - a.size);
}
