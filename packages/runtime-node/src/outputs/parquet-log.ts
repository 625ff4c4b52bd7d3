// Rows as a Parquet data set: a folder of files, each of them whole. Readers take the folder as one table.

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FormatError } from '@gossamer/core';
import { ioError } from '../files/io-error.js';
import { writeFileAtomic } from '../files/write-file-atomic.js';
import { nameCounter } from './name-counter.js';
import type { NamedRow, RowLog } from './row-log.js';

/** A column beside `image` and `error`: a list a row. */
export type ParquetColumn = 'floats' | 'integers' | 'texts';

/** Lists by column; without them, a picture that could not be read. */
export interface ParquetRow extends NamedRow {
  readonly error?: { readonly code: string; readonly message: string } | undefined;
  readonly lists?: Readonly<Record<string, ArrayLike<number> | readonly string[]>> | undefined;
}

export interface ParquetOptions {
  /** Rows that are kept in memory and lost by a kill, to be computed again: 2,048 by default. */
  readonly rowsPerFile?: number;
}

/** Values of all columns that are written at the latest. */
const MAX_VALUES = 2 ** 22;

/**
 * Opens the folder `path` of `part-00000.parquet`, ... A part appears when it is whole; rows of an unfinished one are
 * rows of a later run. The last part is written by `close`.
 *
 * @throws IoError; FormatError where a part is not ours
 */
export async function openParquet(
  path: string,
  columns: Readonly<Record<string, ParquetColumn>>,
  { rowsPerFile = 2048 }: ParquetOptions = {},
): Promise<RowLog<ParquetRow>> {
  let parts: string[];
  try {
    await makeFolder(path);
    parts = (await readdir(path)).filter((name) => /^part-\d+\.parquet$/.test(name)).sort();
  } catch (error) {
    throw ioError(error, 'continue', path);
  }
  const names = (await Promise.all(parts.map((part) => imagesOf(join(path, part))))).flat();
  let next = Math.max(-1, ...parts.map((part) => Number(part.slice(5, -8)))) + 1;
  let rows: ParquetRow[] = [];
  let values = 0;
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const part = join(path, `part-${String(next++).padStart(5, '0')}.parquet`);
    const bytes = await partOf(rows, columns);
    rows = [];
    values = 0;
    await writeFileAtomic(part, bytes);
  };
  return {
    rows: names.length,
    skip: nameCounter(names),
    async append(row) {
      rows.push(row);
      for (const list of Object.values(row.lists ?? {})) values += list.length;
      if (rows.length >= rowsPerFile || values >= MAX_VALUES) await flush();
    },
    close: flush,
    [Symbol.asyncDispose]: flush,
  };
}

/** The folder itself, not those it is in: a mistyped path makes nothing. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function imagesOf(path: string): Promise<string[]> {
  const { asyncBufferFromFile, parquetReadObjects } = await import('hyparquet');
  try {
    const file = await asyncBufferFromFile(path);
    const rows = (await parquetReadObjects({ file, columns: ['image'] })) as { image: string }[];
    return rows.map(({ image }) => image);
  } catch (cause) {
    throw new FormatError("this is not a part of pictures' rows", {
      within: path,
      hint: 'name another folder, or remove the file',
      cause,
    });
  }
}

type Schema = NonNullable<Parameters<typeof import('hyparquet-writer').parquetWriteBuffer>[0]['schema']>;

const ELEMENTS = {
  floats: { type: 'FLOAT' },
  integers: { type: 'INT32' },
  texts: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
} as const;

async function partOf(
  rows: readonly ParquetRow[],
  columns: Readonly<Record<string, ParquetColumn>>,
): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const lists = Object.keys(columns);
  const schema: Schema = [
    { name: 'root', num_children: 2 + lists.length },
    { name: 'image', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
    { name: 'error', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    ...lists.flatMap(
      (name): Schema => [
        { name, repetition_type: 'OPTIONAL', converted_type: 'LIST', num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'REQUIRED', ...ELEMENTS[columns[name] as ParquetColumn] },
      ],
    ),
  ];
  const columnData = [
    { name: 'image', data: rows.map(({ image }) => image) },
    {
      name: 'error',
      data: rows.map(({ error }) => (error === undefined ? null : `${error.code}: ${error.message}`)),
    },
    ...lists.map((name) => ({
      name,
      data: rows.map(({ lists: own }) =>
        own?.[name] === undefined ? null : Array.from(own[name] as ArrayLike<unknown>),
      ),
    })),
  ];
  return new Uint8Array(parquetWriteBuffer({ schema, columnData }));
}
