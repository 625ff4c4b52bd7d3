// A stream that may be gzipped, as it was before: told by its first bytes, not by its name.

import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FormatError } from '@gossamer/core';
import { checkExpansion } from './check-expansion.js';

/** @throws FormatError where it is damaged, or unpacks to more than pictures would; the stream's own errors */
export async function* unpacked(
  stream: AsyncIterable<Uint8Array>,
  archive: string,
): AsyncGenerator<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]();
  const first = await chunks.next();
  const head = first.done ? new Uint8Array(0) : first.value;
  let packed = 0;
  const all = async function* (): AsyncGenerator<Uint8Array> {
    for (let next = first; !next.done; next = await chunks.next()) {
      packed += next.value.length;
      yield next.value;
    }
  };
  if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* all();
  const source = Readable.from(all(), { objectMode: false });
  const gunzip = createGunzip();
  // An error of the source has to reach the reader, which a pipe alone does not see to.
  source.on('error', (error) => gunzip.destroy(error));
  let size = 0;
  try {
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      checkExpansion(packed, size, archive);
      yield chunk;
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!code.startsWith('Z_')) throw error;
    throw new FormatError(`it is damaged: ${(error as Error).message}`, { within: archive, cause: error });
  } finally {
    source.destroy();
  }
}
