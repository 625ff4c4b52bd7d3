// The folders things are kept in: checkpoints of the hub, shared with its other tools, and compiled networks.

import { mkdtemp, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compiledCache, hubCacheFolder } from '@gossamer/runtime-node';
import { formatBytes } from '../format/numbers.js';
import type { Check } from './check.js';

/** By the hub's own variables: `HF_HUB_CACHE`, `HF_HOME`, `XDG_CACHE_HOME`. */
export async function checkCache(env: Readonly<Record<string, string | undefined>>): Promise<Check> {
  const folder = hubCacheFolder(env);
  return (await isWritable(folder))
    ? { name: 'cache', state: 'ok', detail: folder }
    : {
        name: 'cache',
        state: 'unavailable',
        detail: `${folder} cannot be written to`,
        fix: 'set HF_HUB_CACHE to a folder of yours',
      };
}

/** Networks `classify` and `embed` need not compile again. */
export async function checkCompiled(): Promise<Check> {
  const cache = compiledCache();
  const { folder } = cache;
  if (!(await isWritable(folder))) {
    return {
      name: 'compiled',
      state: 'unavailable',
      detail: `${folder} cannot be written to: networks are compiled every time`,
      fix: 'set GOSSAMER_CACHE to a folder of yours',
    };
  }
  const { entries, bytes } = await cache.usage();
  return { name: 'compiled', state: 'ok', detail: `${folder}: ${entries} networks, ${formatBytes(bytes)}` };
}

/** Whether the folder, or the first one above it that exists, takes a file: tried out, for permissions tell half of it. */
async function isWritable(folder: string): Promise<boolean> {
  const exists = await stat(folder).catch(() => undefined);
  if (exists === undefined) return dirname(folder) !== folder && isWritable(dirname(folder));
  try {
    await rmdir(await mkdtemp(join(folder, '.gossamer-')));
    return true;
  } catch {
    return false;
  }
}
