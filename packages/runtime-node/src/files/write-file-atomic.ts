// Writes a file so that it is there whole or not at all.

import { randomBytes } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { IoError, OptionError } from '@gossamer/core';
import { type AbortSource, throwIfAborted } from '@gossamer/core/runtime';
import { ioError } from './io-error.js';
import { writeAll } from './write-all.js';

export interface WriteFileOptions {
  /** Stops between two chunks and removes what was written. */
  signal?: AbortSource | undefined;
}

/** What to write: text, bytes, or chunks of bytes as they come. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/**
 * Writes to a temporary file in the same folder, flushes it to disk and renames it to `path`, which until then
 * keeps what it had; on failure or abort the temporary file is removed. Pipes and devices are written to directly.
 * Resolves to the number of bytes.
 *
 * @throws IoError where the folder does not exist or cannot be written to; AbortError
 */
export async function writeFileAtomic(
  path: string,
  content: FileContent,
  options: WriteFileOptions = {},
): Promise<number> {
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory()) throw new IoError(`cannot write ${path}: it is a folder`, { path });
  try {
    if (existing !== undefined && !existing.isFile()) return await writeTo(path, 'w', content, options);
    const target = existing === undefined ? path : await realpath(path);
    return await writeAndRename(target, existing && existing.mode & 0o777, content, options);
  } catch (error) {
    throw ioError(error, 'write', path);
  }
}

async function writeAndRename(
  target: string,
  mode: number | undefined,
  content: FileContent,
  options: WriteFileOptions,
): Promise<number> {
  // A whole name of 255 bytes would leave no room for the rest.
  const name = basename(target).slice(0, 64);
  const temporary = join(dirname(target), `.${name}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const written = await writeTo(temporary, 'wx', content, options, mode);
    await rename(temporary, target);
    return written;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

async function writeTo(
  path: string,
  flags: string,
  content: FileContent,
  { signal }: WriteFileOptions,
  mode?: number,
): Promise<number> {
  throwIfAborted(signal, 'the write');
  const chunks = chunksOf(content);
  const handle = await open(path, flags, mode);
  let written = 0;
  try {
    for await (const chunk of chunks) {
      throwIfAborted(signal, 'the write');
      await writeAll(handle, chunk);
      written += chunk.length;
    }
    if (flags === 'wx') await handle.sync();
  } finally {
    await handle.close();
  }
  return written;
}

function chunksOf(content: FileContent): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content)];
  if (content instanceof Uint8Array) return [content];
  if (Symbol.iterator in Object(content) || Symbol.asyncIterator in Object(content)) return content;
  const found = (content as unknown)?.constructor?.name ?? String(content);
  throw new OptionError(`the content is given as ${found}, expected text, bytes or chunks of bytes`, {
    hint: found === 'Promise' ? 'await it first' : undefined,
  });
}
