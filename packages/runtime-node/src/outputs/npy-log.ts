// Arrays with a row for each picture, as NumPy files that grow, and the pictures' names beside them.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { FormatError, OptionError } from '@gossamer/core';
import { ioError } from '../files/io-error.js';
import { writeAll } from '../files/write-all.js';
import { openJsonLines } from './json-lines-log.js';
import { beginsAsNpy, bytesOf, npyHeader, npyShape } from './npy.js';
import type { ArraysRow, NamedRow, RowLog } from './row-log.js';

/** Enough for every shape, so that the number of rows can be written over. */
const HEADER_BYTES = 128;

/** Shapes of one row, by column. */
export type ColumnShapes = Readonly<Record<string, readonly number[]>>;

/**
 * Opens `path`, or `stem.COLUMN.npy` for each of several columns, and `path.names.jsonl`, which says whose each row is and
 * why a row is NaN. A row is there when its name is: numbers without a name are cut off. The header's count of rows is brought up
 * to date when the log is closed; rows after a kill are counted when it is opened again.
 *
 * @throws IoError; FormatError where the file holds rows of another shape
 */
export async function openNpy(path: string, columns: ColumnShapes): Promise<RowLog<ArraysRow>> {
  const names = Object.keys(columns);
  const files: Column[] = [];
  let log: RowLog<NamedRow> | undefined;
  try {
    for (const name of names) {
      files.push(await openColumn(npyPath(path, name, names.length), name, columns[name] ?? []));
    }
    log = await openJsonLines<NamedRow>(`${path}.names.jsonl`, {
      keep: Math.min(...files.map(({ rows }) => rows)),
    });
    for (const file of files) await setRows(file, log.rows);
    return npyLog(files, log);
  } catch (error) {
    await Promise.all([...files.map(({ handle }) => handle.close()), log?.close()]);
    throw ioError(error, 'continue', path);
  }
}

/** `vectors.npy`, or `maps.feature_0.npy` where there are several. */
export function npyPath(path: string, column: string, count: number): string {
  return count === 1 ? path : path.replace(/(\.npy)?$/i, `.${column}.npy`);
}

interface Column {
  readonly name: string;
  readonly path: string;
  readonly handle: FileHandle;
  readonly shape: readonly number[];
  /** Elements of a row. */
  readonly length: number;
  readonly rows: number;
}

async function openColumn(path: string, name: string, shape: readonly number[]): Promise<Column> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT);
  const { size } = await handle.stat();
  const length = shape.reduce((product, dim) => product * dim, 1);
  if (size > 0) {
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
    const found = npyShape(header);
    const isCut = bytesRead < HEADER_BYTES && beginsAsNpy(header.subarray(0, bytesRead));
    if (!isCut && (found === undefined || String(found.slice(1)) !== String(shape))) {
      await handle.close();
      throw new FormatError(`${path} does not hold rows of ${shape.join(' x ')} float32`, {
        within: path,
        hint: 'it is of another network or not written by this; name another file',
      });
    }
  }
  const rows = Math.max(0, Math.floor((size - HEADER_BYTES) / (4 * length)));
  return { name, path, handle, shape, length, rows };
}

async function setRows({ handle, shape, length }: Column, rows: number): Promise<void> {
  await handle.truncate(HEADER_BYTES + rows * length * 4);
  await writeAll(handle, npyHeader('<f4', [rows, ...shape], HEADER_BYTES), 0);
}

function npyLog(files: readonly Column[], log: RowLog<NamedRow>): RowLog<ArraysRow> {
  let rows = log.rows;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      try {
        for (const file of files) {
          await setRows(file, rows);
          await file.handle.sync();
        }
      } finally {
        await Promise.all([...files.map(({ handle }) => handle.close()), log.close()]);
      }
    })();
    return closing;
  };
  return {
    rows,
    skip: log.skip,
    async append({ image, error, arrays }) {
      for (const file of files) await writeRow(file, rows, arrays?.[file.name]);
      await log.append(error === undefined ? { image } : ({ image, error } as NamedRow));
      rows++;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function writeRow(
  { handle, path, length, name }: Column,
  row: number,
  values: Float32Array = new Float32Array(length).fill(Number.NaN),
): Promise<void> {
  if (values.length !== length) {
    throw new OptionError(`a row of ${name} has ${values.length} values, the file has ${length}`);
  }
  try {
    const bytes = bytesOf(values);
    await writeAll(handle, bytes, HEADER_BYTES + row * bytes.length);
  } catch (error) {
    throw ioError(error, 'write', path);
  }
}
