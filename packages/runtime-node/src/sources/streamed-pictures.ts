// A stream of bytes that is one picture, or a tar archive of many.

import { FormatError, ImageError, joinBytes } from '@gossamer/core';
import { type AbortSource, throwIfAborted } from '@gossamer/core/runtime';
import { otherKind, pictureFormat } from '../pictures/picture-format.js';
import { MAX_PICTURE_BYTES, type PictureItem } from './picture-item.js';
import { tarPictures } from './tar-pictures.js';

/** A block of a tar archive, which always has zeros in it. */
const HEAD_BYTES = 512;

/**
 * @param name the picture's, or in front of those of the archive's entries
 * @throws FormatError where it is neither; ImageError for a picture over 256 MB; AbortError
 */
export async function* streamedPictures(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  signal?: AbortSource,
): AsyncGenerator<PictureItem> {
  const chunks = stream[Symbol.asyncIterator]();
  const head = await headOf(chunks);
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  };
  if (pictureFormat(head) !== undefined) {
    const bytes = await collected(all(), name, signal);
    yield { name, read: async () => bytes };
  } else if (head.length > 0 && !head.includes(0)) {
    throw new FormatError(
      `expected a picture or a tar archive, found ${otherKind(head) ?? 'something else'}`,
      {
        within: name,
        hint: 'paths are sources of their own: xargs makes words of lines',
      },
    );
  } else yield* tarPictures(all(), name, signal);
}

/** The first bytes, in whatever chunks they come. */
async function headOf(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let size = 0; size < HEAD_BYTES; ) {
    const { done, value } = await chunks.next();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  return joinBytes(parts);
}

async function collected(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  signal: AbortSource | undefined,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    throwIfAborted(signal, 'reading the picture');
    size += chunk.length;
    if (size > MAX_PICTURE_BYTES) {
      throw new ImageError(`the picture has more than ${MAX_PICTURE_BYTES} bytes`, { within: name });
    }
    parts.push(chunk);
  }
  return joinBytes(parts);
}
