// Renaming a checkpoint's tensors: wrappers' prefixes off, other people's names into the network's.

import { FormatError } from '../errors.js';
import type { WeightNote } from './checkpoint.js';
import { isCounter } from './match.js';
import { plainName } from './quote.js';

/** A new name for each name: a function, or a table in which names that are not listed stay. */
export type Rename =
  | ((name: string) => string)
  | ReadonlyMap<string, string>
  | Readonly<Record<string, string>>;

/** What `nn.DataParallel` and `torch.compile` put before the names of what they wrap. */
export const WRAPPER_PREFIXES: readonly string[] = ['module.', '_orig_mod.'];

/** @throws FormatError where two tensors get the same name */
export function renameTensors<T>(tensors: ReadonlyMap<string, T>, rename: Rename): ReadonlyMap<string, T> {
  const newName = renameFunction(rename);
  const renamed = new Map<string, T>();
  for (const [name, tensor] of tensors) {
    const target = newName(name);
    if (renamed.has(target)) {
      throw new FormatError(`two tensors are called ${plainName(target)} after renaming`, {
        path: plainName(name),
      });
    }
    renamed.set(target, tensor);
  }
  return renamed;
}

/**
 * Removes the first of `prefixes` that every name starts with, again and again (`module.model.`).
 * A prefix that is the start of a `known` name belongs to the network and stays.
 */
export function stripPrefixes<T>(
  tensors: ReadonlyMap<string, T>,
  prefixes: readonly string[],
  known: Iterable<string> = [],
): { tensors: ReadonlyMap<string, T>; note?: WeightNote } {
  const own = [...known];
  const names = [...tensors.keys()].filter((name) => !isCounter(name));
  const usable = prefixes.filter((prefix) => prefix !== '' && !own.some((name) => name.startsWith(prefix)));
  let stripped = '';
  for (;;) {
    const next = usable.find((prefix) => names.every((name) => name.startsWith(stripped + prefix)));
    if (next === undefined || names.length === 0) break;
    stripped += next;
  }
  if (stripped === '') return { tensors };
  const shorter = (name: string) => (name.startsWith(stripped) ? name.slice(stripped.length) : name);
  const renamed = renameTensors(tensors, shorter);
  return {
    tensors: renamed,
    note: {
      kind: 'prefix',
      message: `removed "${stripped}" from the start of every name`,
      names: [...renamed.keys()],
    },
  };
}

function renameFunction(rename: Rename): (name: string) => string {
  if (typeof rename === 'function') return rename;
  const table = rename instanceof Map ? rename : new Map(Object.entries(rename));
  return (name) => table.get(name) ?? name;
}
