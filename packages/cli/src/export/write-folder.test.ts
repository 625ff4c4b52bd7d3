// What a folder that cannot be written leaves of the one before.

import { readFileSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/run-gossamer.js';
import { writeFolderAtomic } from './write-folder.js';

const { signal } = new AbortController();

it('leaves the folder that was to be replaced where the new one cannot take its place', async () => {
  const folder = temporaryFolder();
  const path = folder.file('module');
  await writeFolderAtomic(path, { 'a.js': 'old' }, { signal });
  const check = async (made: string): Promise<void> => rmSync(made, { recursive: true });
  const options = { signal, replace: /^a\.js$/, check };
  await expect(writeFolderAtomic(path, { 'a.js': 'new' }, options)).rejects.toThrow('ENOENT');
  expect(folder.list()).toEqual(['module']);
  expect(readFileSync(`${path}/a.js`, 'utf8')).toBe('old');
});
