// The error for a place that cannot be written to.

import { IoError } from '@gossamer/core';

/** Throws, so that it can stand behind `.catch`. @param path as the user wrote it */
export function cannotWrite(path: string): (cause: Error) => never {
  return (cause) => {
    throw new IoError(`cannot write ${path}: ${cause.message}`, { path, cause });
  };
}
