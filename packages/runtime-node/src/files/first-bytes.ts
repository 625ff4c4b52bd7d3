// The first bytes of a file, to tell what it is.

import { open } from 'node:fs/promises';

/** Up to 64 bytes; none where the file cannot be read any more. */
export async function firstBytes(file: Uint8Array | string): Promise<Uint8Array> {
  if (typeof file !== 'string') return file.subarray(0, 64);
  const bytes = new Uint8Array(64);
  try {
    const handle = await open(file);
    try {
      return bytes.subarray(0, (await handle.read(bytes, 0, bytes.length, 0)).bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return bytes;
  }
}
