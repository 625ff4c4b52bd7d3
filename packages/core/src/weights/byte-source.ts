// ByteSource: a file wherever it is, read by ranges, so that only what is needed is read.

import { AbortError, FormatError, IoError } from '../errors.js';
import type { AbortSignalLike } from './lazy-tensor.js';

/**
 * A file of known size. Files on disk and HTTP resources are made by the runtimes; `bytesSource` and
 * `blobSource` are here. Readers go through `readRange`, which checks what comes back.
 */
export interface ByteSource {
  /** Bytes in all. */
  readonly size: number;
  /** What to call it in messages: a path, a URL. */
  readonly name: string;
  /** Bytes `start` to `end` (exclusive), with 0 <= start <= end <= size. The caller must not change them. */
  read(start: number, end: number, signal?: AbortSignalLike): Promise<Uint8Array>;
}

/** What core needs of a Blob; every Blob and File is one. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A file already in memory; ranges are views, not copies. */
export function bytesSource(bytes: Uint8Array, name = 'bytes'): ByteSource {
  return { size: bytes.length, name, read: async (start, end) => bytes.subarray(start, end) };
}

/** A Blob, such as a File the user picked in a browser. */
export function blobSource(
  blob: BlobLike,
  name = (blob as { readonly name?: string }).name ?? 'blob',
): ByteSource {
  return {
    size: blob.size,
    name,
    read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()),
  };
}

/**
 * Bytes `start` to `end` of a source.
 * @throws FormatError where the file ends before `end`
 * @throws IoError where the source gives fewer bytes than it promised
 * @throws AbortError where the signal has fired
 */
export async function readRange(
  source: ByteSource,
  start: number,
  end: number,
  signal?: AbortSignalLike,
): Promise<Uint8Array> {
  if (signal?.aborted) throw new AbortError(undefined, { within: source.name });
  if (!(start >= 0 && start <= end && end <= source.size)) {
    throw new FormatError(`needs bytes ${start} to ${end} of a file of ${source.size} bytes`, {
      within: source.name,
      hint: 'the file is truncated or damaged; download or copy it again',
    });
  }
  const bytes = await source.read(start, end, signal);
  if (bytes.length === end - start) return bytes;
  throw new IoError(`read ${bytes.length} bytes where ${end - start} were asked for`, {
    within: source.name,
    hint: 'the file changed or the connection was cut while it was read',
  });
}
