// What was measured before, a file for each graph, processor and runtime.

import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomic } from '../files/write-file-atomic.js';
import { ownCacheFolder } from '../hub/hub-settings.js';

export interface Choice {
  /** Name of the lowering. */
  readonly lowering: string;
  readonly measurements: readonly {
    readonly lowering: string;
    readonly ms: number;
    readonly ratio: number;
  }[];
}

/** The file for everything the choice depends on, in `autotune` of the cache folder. */
export function choicePath(facts: readonly unknown[], folder = join(ownCacheFolder(), 'autotune')): string {
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  return join(folder, `${hash.slice(0, 32)}.json`);
}

/** The choice made before; undefined where there is none, or what is there is not one. */
export async function readChoice(path: string, names: readonly string[]): Promise<Choice | undefined> {
  try {
    const { lowering, measurements } = JSON.parse(await readFile(path, 'utf8')) as Choice;
    return names.includes(lowering) && Array.isArray(measurements) ? { lowering, measurements } : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a choice; a folder that cannot be written to is no reason to fail. */
export async function writeChoice(path: string, choice: Choice): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, `${JSON.stringify(choice, null, 2)}\n`);
  } catch {
    // It will be measured again.
  }
}
