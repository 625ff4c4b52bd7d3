// What tells files from others, and from themselves before a change, without reading them.

import { realpath, stat } from 'node:fs/promises';

/** Place, size and times of each, as git tells whether a file was touched. @throws an error of the system for one that is gone */
export async function identityOf(paths: readonly string[]): Promise<string> {
  const each = paths.map(async (path) => {
    const { size, mtimeNs, ctimeNs, ino } = await stat(path, { bigint: true });
    return [await realpath(path), size, mtimeNs, ctimeNs, ino].join(' ');
  });
  return (await Promise.all(each)).join('\n');
}
