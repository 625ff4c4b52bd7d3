// The files of a cache folder: their names, sizes and order of use.

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface EntryFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

const ENTRY = /^[0-9a-f]{64}\.gossamer$/;
/** What a process left behind that was killed while it wrote. */
const UNFINISHED = /^\.[0-9a-f]{64}\.gossamer\.[0-9a-f]+\.tmp$/;
const ABANDONED_MS = 3_600_000;

export function entryFile(folder: string, key: string): string {
  return join(folder, `${key}.gossamer`);
}

/** The entries of a folder, those used last first; none where there is no folder. */
export async function listEntries(folder: string): Promise<EntryFile[]> {
  return (await filesNamed(folder, ENTRY)).sort((a, b) => b.usedAt - a.usedAt);
}

/** Removes what was used longest ago until the rest fits, and what nobody will finish. */
export async function makeRoom(folder: string, maxBytes: number): Promise<void> {
  let sum = 0;
  for (const { path, bytes } of await listEntries(folder)) {
    sum += bytes;
    if (sum > maxBytes) await rm(path, { force: true });
  }
  for (const { path, usedAt } of await filesNamed(folder, UNFINISHED)) {
    if (Date.now() - usedAt > ABANDONED_MS) await rm(path, { force: true });
  }
}

async function filesNamed(folder: string, pattern: RegExp): Promise<EntryFile[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const files = names.filter((name) => pattern.test(name)).map((name) => join(folder, name));
  const known = await Promise.all(
    files.map(async (path) => {
      // Another process may have removed it meanwhile.
      const info = await stat(path).catch(() => undefined);
      return info === undefined ? [] : [{ path, bytes: info.size, usedAt: info.mtimeMs }];
    }),
  );
  return known.flat();
}
