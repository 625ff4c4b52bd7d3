// Pictures in a zip archive, stored or deflated.

import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { FormatError } from '@gossamer/core';
import { fileSource } from '../files/file-source.js';
import { checkExpansion } from './check-expansion.js';
import { isPictureName, MAX_PICTURE_BYTES, type PictureItem } from './picture-item.js';
import { contentStart, readZipDirectory, type ZipEntry } from './zip-directory.js';

const inflate = /* @__PURE__ */ promisify(inflateRaw);

/**
 * Sorted by name. An entry is read when it is asked for, also after the archive has been left.
 * @throws FormatError where it is no archive, entries overlap, or they unpack to more than pictures would; IoError
 */
export async function* zipPictures(path: string): AsyncGenerator<PictureItem> {
  const entries = await pictureEntries(path);
  for (const entry of entries) yield { name: `${path}/${entry.name}`, read: () => readEntry(path, entry) };
}

async function pictureEntries(path: string): Promise<ZipEntry[]> {
  await using file = await fileSource(path);
  const entries = (await readZipDirectory(file)).filter(({ name }) => isPictureName(name));
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  checkExpansion(file.size, total, path);
  const byPlace = [...entries].sort((a, b) => a.at - b.at);
  for (const [i, { at, packed, name }] of byPlace.entries()) {
    if (at + packed > (byPlace[i + 1]?.at ?? file.size)) {
      throw new FormatError('two entries share their bytes', { path: name, within: path });
    }
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readEntry(path: string, entry: ZipEntry): Promise<Uint8Array> {
  const fault = (reason: string): FormatError => new FormatError(reason, { path: entry.name, within: path });
  if ((entry.flags & 1) !== 0) throw fault('the entry is encrypted');
  if (Math.max(entry.size, entry.packed) > MAX_PICTURE_BYTES) throw fault(`an entry of ${entry.size} bytes`);
  await using file = await fileSource(path);
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
