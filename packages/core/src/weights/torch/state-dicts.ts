// The state dicts in what a PyTorch file holds: at the top, under a name, or spread over a pickled module.

import { FormatError } from '../../errors.js';
import { PyDict, PyObject, PySet, type PyValue } from './python-values.js';
import { TorchTensor } from './tensor.js';

/** A dict of text keys of which some are tensors. */
export interface StateDict {
  /** Dotted path from the top of the file; empty at the top. */
  readonly path: string;
  readonly entries: ReadonlyMap<string, PyValue>;
}

/** `checkpoint['model']['state_dict']` is as deep as state dicts are. */
const MAX_DEPTH = 3;
/** Modules nest as deep as networks do; a hostile file could nest forever, or share children without end. */
const MAX_MODULE_DEPTH = 64;
/** Entries of modules visited, and the characters of their names. */
const MAX_VISITED = 16_000_000;

/** In the file's order, outer ones first. */
export function findStateDicts(root: PyValue, within: string): StateDict[] {
  const modules = new ModuleReader(within);
  const found: StateDict[] = [];
  let level: { path: string; value: PyValue }[] = [{ path: '', value: root }];
  const seen = new Set<PyValue>();
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const next: typeof level = [];
    for (const { path, value } of level) {
      if (seen.has(value)) continue;
      seen.add(value);
      const entries = value instanceof PyObject ? modules.entries(value) : textEntries(value);
      if ([...entries.values()].some((entry) => entry instanceof TorchTensor)) found.push({ path, entries });
      if (!(value instanceof PyDict)) continue;
      for (const [key, entry] of entries)
        next.push({ path: path === '' ? key : `${path}.${key}`, value: entry });
    }
    level = next;
  }
  return found;
}

function textEntries(value: PyValue | undefined): ReadonlyMap<string, PyValue> {
  const entries = new Map<string, PyValue>();
  if (!(value instanceof PyDict)) return entries;
  for (const [key, entry] of value.entries) if (typeof key === 'string') entries.set(key, entry);
  return entries;
}

/** What `state_dict()` of modules saved whole would give: parameters and buffers, then those of children. */
class ModuleReader {
  #visited = 0;

  constructor(readonly within: string) {}

  entries(module: PyObject): ReadonlyMap<string, PyValue> {
    const entries = new Map<string, PyValue>();
    this.#visit(module, '', 0, entries);
    return entries;
  }

  #visit(module: PyObject, prefix: string, depth: number, entries: Map<string, PyValue>): void {
    if (depth > MAX_MODULE_DEPTH) throw this.#fault();
    const transient = this.#transientBuffers(module);
    for (const section of ['_parameters', '_buffers']) {
      for (const [name, value] of this.#section(module, section, prefix)) {
        if (value !== null && !transient.has(name)) entries.set(prefix + name, value);
      }
    }
    for (const [name, child] of this.#section(module, '_modules', prefix)) {
      if (child instanceof PyObject) this.#visit(child, `${prefix}${name}.`, depth + 1, entries);
    }
  }

  #section(module: PyObject, name: string, prefix: string): ReadonlyMap<string, PyValue> {
    const section = stateOf(module, name);
    if (!(section instanceof PyDict)) return new Map();
    this.#spend(section.entries.size * (prefix.length + 1));
    const entries = textEntries(section);
    for (const key of entries.keys()) this.#spend(key.length);
    return entries;
  }

  #transientBuffers(module: PyObject): ReadonlySet<PyValue> {
    const names = stateOf(module, '_non_persistent_buffers_set');
    if (!(names instanceof PySet)) return new Set();
    this.#spend(names.items.length);
    return new Set(names.items);
  }

  #spend(characters: number): void {
    this.#visited += characters + 1;
    if (this.#visited > MAX_VISITED) throw this.#fault();
  }

  #fault(): FormatError {
    return new FormatError('its modules nest without end', { within: this.within });
  }
}

function stateOf(object: PyObject, name: string): PyValue | undefined {
  return object.state instanceof PyDict ? object.state.get(name) : undefined;
}
