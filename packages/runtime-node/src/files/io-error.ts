// The file system's errors as ours.

import { stat } from 'node:fs/promises';
import { IoError, OptionError } from '@gossamer/core';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'access is denied',
  EPERM: 'the system does not permit it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
};

/** `cannot read a.onnx: there is no such file or folder`. Errors of ours pass unchanged. */
export function ioError(cause: unknown, action: string, path: string): Error {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (!(cause instanceof Error) || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return cause as Error;
  return new IoError(`cannot ${action} ${path}: ${REASONS[code] ?? cause.message}`, {
    path,
    hint: /^https?:/.test(path) ? 'this is a URL: downloadUrl fetches it, and gives the path' : undefined,
    details: { code },
    cause,
  });
}

/** Bytes of a regular file. @throws IoError where there is none */
export async function fileSize(path: string): Promise<number> {
  if (typeof path !== 'string') {
    throw new OptionError(`the path of a file is given as ${typeof path}`, { hint: 'expected a string' });
  }
  const info = await stat(path).catch((error: unknown) => {
    throw ioError(error, 'read', path);
  });
  if (info.isFile()) return info.size;
  throw new IoError(`cannot read ${path}: it is not a file`, { path });
}
