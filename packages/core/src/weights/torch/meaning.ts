// What names and persistent ids mean in a PyTorch file, and a record of the names that mean nothing.

import { FormatError } from '../../errors.js';
import { callGlobal } from './globals.js';
import type { PyValue } from './python-values.js';
import type { Meaning } from './unpickle.js';

/** A file's pickle, read. */
export interface TorchFile {
  readonly format: 'pytorch' | 'pytorch-legacy';
  readonly root: PyValue;
  /** Classes and functions that became placeholders, at most ten. */
  readonly unknown: ReadonlySet<string>;
}

const MAX_UNKNOWN = 10;
/** Elements that calls may copy in all. */
const MAX_COPIED = 16_000_000;

export function meaningOf(
  within: string,
  persistent: (id: PyValue) => PyValue,
): { meaning: Meaning; unknown: ReadonlySet<string> } {
  const unknown = new Set<string>();
  let copied = 0;
  const spend = (elements: number): void => {
    copied += elements;
    if (copied > MAX_COPIED) throw new FormatError('its calls copy too much', { within });
  };
  const meaning: Meaning = {
    call: (callable, args) => {
      const value = callGlobal(callable, args, { within, spend });
      if (value === undefined && unknown.size < MAX_UNKNOWN) unknown.add(callable.name);
      return value;
    },
    persistent,
  };
  return { meaning, unknown };
}
