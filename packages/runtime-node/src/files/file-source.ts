/// <reference lib="esnext.disposable" preserve="true" />
// A file on disk as a ByteSource: only the ranges asked for are read.

import { type FileHandle, open } from 'node:fs/promises';
import { AbortError, IoError } from '@gossamer/core';
import type { ByteSource } from '@gossamer/core/weights';
import { fileSize, ioError } from './io-error.js';

/** Close it, or hold it with `await using`. */
export interface FileSource extends ByteSource, AsyncDisposable {
  close(): Promise<void>;
}

/**
 * Opens a regular file for reading by ranges.
 * @throws IoError where it cannot be opened
 */
export async function fileSource(path: string): Promise<FileSource> {
  const size = await fileSize(path);
  const handle = await open(path).catch((error: unknown) => {
    throw ioError(error, 'open', path);
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= handle.close();
    return closing;
  };
  return {
    size,
    name: path,
    async read(start, end, signal) {
      if (signal?.aborted) throw new AbortError(`reading ${path} was aborted`);
      if (!(start >= 0 && start <= end && end <= size)) {
        throw new IoError(`cannot read bytes ${start} to ${end} of ${path}: it has ${size}`, { path });
      }
      return readFully(handle, start, end, path);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** One read may give less than asked for. A file cut short meanwhile gives what is left of it. */
async function readFully(handle: FileHandle, start: number, end: number, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle
      .read(bytes, done, bytes.length - done, start + done)
      .catch((error: unknown) => {
        throw ioError(error, 'read', path);
      });
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
