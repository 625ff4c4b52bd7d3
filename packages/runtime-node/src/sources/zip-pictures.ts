// Pictures in a zip archive, stored or deflated.

import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { FormatError } from '@gossamer/core';
import { type FileSource, fileSource } from '../files/file-source.js';
import { isPictureName, MAX_PICTURE_BYTES, type PictureItem } from './picture-item.js';
import { contentStart, readZipDirectory, type ZipEntry } from './zip-directory.js';

const inflate = promisify(inflateRaw);

/** Sorted by name. Entries are read from the open file when their turn comes. @throws FormatError, IoError */
export async function* zipPictures(path: string): AsyncGenerator<PictureItem> {
  const file = await fileSource(path);
  // Kept open while entries may still be read: until the last of them, or the consumer's end.
  const reads: Promise<unknown>[] = [];
  try {
    const entries = (await readZipDirectory(file)).filter(({ name }) => isPictureName(name));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      // Read at once, as a stream would be: a later read would meet a closed file.
      const bytes = readEntry(file, entry);
      bytes.catch(() => {});
      reads.push(bytes);
      if (reads.length > 8) await reads.shift()?.catch(() => {});
      yield { name: `${path}/${entry.name}`, read: () => bytes };
    }
  } finally {
    await Promise.allSettled(reads);
    await file.close();
  }
}

async function readEntry(file: FileSource, entry: ZipEntry): Promise<Uint8Array> {
  const fault = (reason: string): FormatError =>
    new FormatError(reason, { path: entry.name, within: file.name ?? '' });
  if ((entry.flags & 1) !== 0) throw fault('the entry is encrypted');
  if (Math.max(entry.size, entry.packed) > MAX_PICTURE_BYTES) throw fault(`an entry of ${entry.size} bytes`);
  const start = await contentStart(file, entry);
  const packed = await file.read(start, start + entry.packed);
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw fault(`the entry is compressed by method ${entry.method}`);
  const bytes = await inflate(packed, { maxOutputLength: entry.size || 1 }).catch((error: Error) => {
    throw fault(`the entry is damaged: ${error.message}`);
  });
  if (bytes.length !== entry.size) throw fault('the entry has another size than the directory says');
  return bytes;
}
