// Modules: functions that share an imported memory and one table, written in the binary format.

import { joinBytes } from '@gossamer/core';
import { type Code, VALUE_TYPES } from './code.js';
import { FunctionBuilder, type Signature } from './function-builder.js';
import { unsigned } from './leb128.js';

/** Pages of 64 KiB. */
export interface MemoryLimits {
  readonly pages: number;
  readonly shared: boolean;
  /** Whether indices of the table have 64 bits. */
  readonly wideTable?: boolean;
}

interface DataSegment {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * A module that imports its memory as `env.memory`. Every function is in the table at its own index, so that
 * function indices serve `callIndirect`.
 */
export class ModuleBuilder {
  readonly #types: string[] = [];
  readonly #typeBytes: (readonly number[])[] = [];
  readonly #functions: { readonly type: number; readonly body: Uint8Array }[] = [];
  readonly #exports: { readonly name: string; readonly index: number }[] = [];
  readonly #data: DataSegment[] = [];

  constructor(readonly memory: MemoryLimits) {}

  /** The index of a signature. */
  type({ params, results }: Signature): number {
    const key = `${params}>${results}`;
    const known = this.#types.indexOf(key);
    if (known >= 0) return known;
    const list = (types: Signature['params']): number[] => [
      ...unsigned(types.length),
      ...types.map((type) => VALUE_TYPES[type]),
    ];
    this.#typeBytes.push([0x60, ...list(params), ...list(results)]);
    return this.#types.push(key) - 1;
  }

  /** Adds a function and returns its index. */
  add(signature: Signature, write: (f: FunctionBuilder) => Code): number {
    const builder = new FunctionBuilder(signature);
    const body = builder.encode(write(builder));
    return this.#functions.push({ type: this.type(signature), body }) - 1;
  }

  export(name: string, index: number): void {
    this.#exports.push({ name, index });
  }

  /** Bytes that are in memory from the start. */
  data(offset: number, bytes: Uint8Array): void {
    this.#data.push({ offset, bytes });
  }

  encode(): Uint8Array<ArrayBuffer> {
    const { wideTable } = this.memory;
    const count = this.#functions.length;
    const indices = this.#functions.map((_, index) => unsigned(index));
    const sections: [id: number, items: readonly ArrayLike<number>[]][] = [
      [1, this.#typeBytes],
      [2, [this.#memoryImport()]],
      [3, this.#functions.map(({ type }) => unsigned(type))],
      [4, [[0x70, wideTable ? 0x05 : 0x01, ...unsigned(count), ...unsigned(count)]]],
      [7, this.#exports.map(({ name, index }) => [...text(name), 0x00, ...unsigned(index)])],
      [9, [[0x00, wideTable ? 0x42 : 0x41, 0x00, 0x0b, ...unsigned(count), ...indices.flat()]]],
      [10, this.#functions.map(({ body }) => body)],
      [11, this.#data.map(dataSegment)],
    ];
    const written = sections
      .filter(([, items]) => items.length > 0)
      .flatMap(([id, items]) => section(id, items));
    return joinBytes([Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00), ...written]);
  }

  #memoryImport(): readonly number[] {
    const { pages, shared } = this.memory;
    const limits = shared ? [0x03, ...unsigned(pages), ...unsigned(pages)] : [0x00, ...unsigned(pages)];
    return [...text('env'), ...text('memory'), 0x02, ...limits];
  }
}

function dataSegment({ offset, bytes }: DataSegment): Uint8Array {
  return joinBytes([
    Uint8Array.from([0x00, 0x41, ...signedOffset(offset), 0x0b, ...unsigned(bytes.length)]),
    bytes,
  ]);
}

function signedOffset(offset: number): readonly number[] {
  // An unsigned LEB whose last byte has bit 6 set would read as negative: one more byte keeps it positive.
  const bytes = unsigned(offset);
  const last = bytes.length - 1;
  return ((bytes[last] as number) & 0x40) === 0
    ? bytes
    : [...bytes.slice(0, last), (bytes[last] as number) | 0x80, 0];
}

function text(value: string): readonly number[] {
  const bytes = Array.from(value, (character) => character.charCodeAt(0));
  return [...unsigned(bytes.length), ...bytes];
}

function section(id: number, items: readonly ArrayLike<number>[]): Uint8Array[] {
  const parts = [new Uint8Array(unsigned(items.length)), ...items.map((item) => new Uint8Array(item))];
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return [Uint8Array.from([id, ...unsigned(size)]), ...parts];
}
