// All of some bytes into a file.

import type { FileHandle } from 'node:fs/promises';

/**
 * Systems may write a part of what they are given, and say so.
 * @param position in the file; where left out, behind what was written before
 */
export async function writeAll(
  handle: Pick<FileHandle, 'write'>,
  bytes: Uint8Array,
  position?: number,
): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const place = position === undefined ? null : position + at;
    at += (await handle.write(bytes, at, bytes.length - at, place)).bytesWritten;
  }
}
