// Reads the kernel's text files; what is not there is undefined.

import { readFileSync } from 'node:fs';

/** The text of a file, undefined where it cannot be read. Functions of this folder take one so that tests can give theirs. */
export type ReadText = (path: string) => string | undefined;

export const readSystemFile: ReadText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
