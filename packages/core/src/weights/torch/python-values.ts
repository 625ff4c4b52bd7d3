// What a pickle builds: plain values, and inert stand-ins for everything else. None of it can run.

import type { TorchStorage } from './storage.js';
import type { TorchTensor } from './tensor.js';

export type PyValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PyValue[]
  | PyTuple
  | PySet
  | PyDict
  | PyGlobal
  | PyObject
  | TorchStorage
  | TorchTensor;

export class PyTuple {
  constructor(readonly items: readonly PyValue[]) {}
}

export class PySet {
  constructor(readonly items: PyValue[] = []) {}
}

/** dict, OrderedDict and their kin; keys compare by value for text and numbers, else by identity. */
export class PyDict {
  // Made when first written: a hostile pickle can hold millions of empty dicts.
  #entries: Map<PyValue, PyValue> | undefined;

  get entries(): ReadonlyMap<PyValue, PyValue> {
    return this.#entries ?? new Map();
  }

  get(key: PyValue): PyValue | undefined {
    return this.#entries?.get(key);
  }

  set(key: PyValue, value: PyValue): void {
    this.#entries ??= new Map();
    this.#entries.set(key, value);
  }
}

/** The name of a class or function; nothing is ever looked up by it outside the reader's own table. */
export class PyGlobal {
  constructor(
    readonly module: string,
    readonly qualifiedName: string,
  ) {}

  /** `argparse.Namespace`. */
  get name(): string {
    return `${this.module}.${this.qualifiedName}`;
  }
}

/** What an unknown class or function would have made: its name and what it was given. */
export class PyObject {
  /** What `__setstate__` would have got. */
  state: PyValue | undefined;
  /** Filled where the object is some kind of list or dict. */
  items: PyValue[] | undefined;
  entries: PyDict | undefined;

  constructor(
    readonly type: PyGlobal,
    readonly args: PyValue,
  ) {}
}
