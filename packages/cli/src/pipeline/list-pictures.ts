// Words -> pictures: files as they are, folders with everything below them that looks like a picture.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IoError } from '@gossamer/core';

const PICTURE = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i;

/**
 * Paths in order, folders sorted by name. Files that are not there stay in the list: reading them says why.
 * @throws IoError where there is nothing at all
 */
export async function listPictures(words: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(words.map(async (word) => ((await isFolder(word)) ? below(word) : [word])));
  const paths = lists.flat();
  if (paths.length > 0) return paths;
  throw new IoError(`there is no picture in ${words.join(', ')}`, {
    path: words[0],
    hint: 'files named .jpg, .png, .webp, .gif, .tif or .avif are looked for, also in the folders below',
  });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

async function below(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && PICTURE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
