// Writes a folder so that it is there whole or not at all.

import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { IoError } from '@gossamer/core';
import { type FileContent, writeFileAtomic } from '@gossamer/runtime-node';
import { cannotWrite } from './cannot-write.js';

export interface FolderOptions {
  readonly signal: AbortSignal;
  /** Replaces the folder where everything in it has a name like these. */
  readonly replace?: RegExp;
  /** Sees the files before the folder has its name; what it throws undoes everything. */
  check?(folder: string): Promise<void>;
}

/**
 * Writes the files to a folder beside `path` and renames it. An empty folder may be there.
 * @throws IoError where something is there that is not to be replaced, or that was not written by this program
 */
export async function writeFolderAtomic(
  path: string,
  files: Readonly<Record<string, FileContent>>,
  { signal, replace, check }: FolderOptions,
): Promise<void> {
  const target = resolve(path);
  await refuseOthers(target, path, replace);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  const old = `${temporary}.old`;
  const made = await mkdir(temporary, { recursive: true }).catch(cannotWrite(path));
  try {
    for (const [name, content] of Object.entries(files)) {
      await writeFileAtomic(join(temporary, name), content, { signal });
    }
    await check?.(temporary);
    signal.throwIfAborted();
    await moveAside(target, old);
    await rename(temporary, target).catch(async (error: unknown) => {
      await moveAside(old, target);
      throw error;
    });
    await rm(old, { recursive: true, force: true });
  } catch (error) {
    await rm(made ?? temporary, { recursive: true, force: true });
    throw error;
  }
}

async function refuseOthers(target: string, path: string, replace: RegExp | undefined): Promise<void> {
  const present = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    return error.code === 'ENOENT' ? [] : cannotWrite(path)(error);
  });
  if (present.length === 0) return;
  const strange = replace && present.find((name) => !replace.test(name));
  if (replace !== undefined && strange === undefined) return;
  throw new IoError(
    strange === undefined ? `${path} is not empty` : `${path} holds ${strange}, which is no part of a module`,
    { path, hint: strange === undefined ? '--force replaces a module' : 'choose another folder' },
  );
}

/** Nothing where there is nothing. */
async function moveAside(target: string, old: string): Promise<void> {
  await rename(target, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
}
