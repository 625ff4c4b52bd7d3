// Every file and link below a folder, for tests of what is left there.
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Paths from the folder, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
