// The folder checkpoints of the hub are kept in, shared with the hub's other tools.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hubCacheFolder } from '@gossamer/runtime-node';
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

/** Whether the folder, or the first one above it that exists, can be written to. */
async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return missing && dirname(folder) !== folder ? isWritable(dirname(folder)) : false;
  }
}
