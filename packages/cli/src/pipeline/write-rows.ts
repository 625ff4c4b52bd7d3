// Rows of pictures into a file by its extension: lines, NumPy arrays or a Parquet data set, new or gone on with.

import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { IoError } from '@gossamer/core';
import {
  type ColumnShapes,
  openJsonLines,
  openNpy,
  openParquet,
  type ParquetColumn,
  type ParquetRow,
  type RowLog,
  writeFileAtomic,
} from '@gossamer/runtime-node';
import { cannotWrite } from '../export/cannot-write.js';
import { jsonLines } from '../format/json-lines.js';
import { choiceValue } from '../words/values.js';

/** A picture's row in each form a file may have. */
export interface PictureRow extends Omit<ParquetRow, 'lists'> {
  /** The line of a `.jsonl`. */
  readonly document: { readonly image: string; readonly [field: string]: unknown };
  readonly arrays?: Readonly<Record<string, Float32Array>> | undefined;
  readonly lists?: ParquetRow['lists'];
}

export type RowFormat = '.jsonl' | '.npy' | '.parquet';

export interface RowsFile {
  readonly path: string;
  readonly format: RowFormat;
  /** Go on behind the rows there are; else the file is new, and there whole or not at all. */
  readonly resume: boolean;
  readonly signal: AbortSignal;
  /** Of a `.npy`: shapes of one row. */
  readonly shapes: ColumnShapes;
  /** Of a `.parquet`. */
  readonly columns: Readonly<Record<string, ParquetColumn>>;
}

/** @throws OptionError for another extension */
export function formatOf<F extends RowFormat>(path: string, formats: readonly F[]): F {
  return choiceValue("--out's extension", extname(path), formats);
}

/** What a run is told about the file it goes on with. */
export type Produce = (log: Pick<RowLog<never>, 'rows' | 'skip'>) => AsyncIterable<PictureRow>;

/** @throws IoError, also for a folder of other files in the place; FormatError; what `produce` throws */
export async function writeRows(file: RowsFile, produce: Produce): Promise<void> {
  if (file.resume) return fill(await openRows(file, file.path), produce);
  if (file.format === '.jsonl') {
    const rows = produce({ rows: 0, skip: () => false });
    await writeFileAtomic(file.path, jsonLines(documentsOf(rows)), { signal: file.signal });
    return;
  }
  const folder = dirname(resolve(file.path));
  await refuseOthers(file.path);
  const temporary = await mkdtemp(join(folder, '.gossamer-')).catch(cannotWrite(file.path));
  try {
    await fill(await openRows(file, join(temporary, basename(file.path))), produce);
    for (const name of await readdir(temporary)) {
      await replace(join(temporary, name), join(folder, name));
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function replace(made: string, target: string): Promise<void> {
  await refuseOthers(target);
  await rm(target, { recursive: true, force: true });
  await rename(made, target);
}

/** A data set of ours is replaced as a file is. @throws IoError for a folder of anything else */
async function refuseOthers(target: string): Promise<void> {
  const names = await readdir(target).catch(() => []);
  const strange = names.find((name) => !/^part-\d+\.parquet$/.test(name));
  if (strange === undefined) return;
  throw new IoError(`${target} is a folder that holds ${strange}, which is not ours to replace`, {
    path: target,
    hint: 'name another file, or remove the folder',
  });
}

async function* documentsOf(rows: AsyncIterable<PictureRow>): AsyncGenerator<object> {
  for await (const { document } of rows) yield document;
}

async function fill(log: RowLog<PictureRow>, produce: Produce): Promise<void> {
  try {
    for await (const row of produce(log)) await log.append(row);
  } finally {
    await log.close();
  }
}

async function openRows({ format, shapes, columns }: RowsFile, path: string): Promise<RowLog<PictureRow>> {
  if (format === '.npy') return openNpy(path, shapes);
  if (format === '.parquet') return openParquet(path, columns);
  const log = await openJsonLines(path);
  return { ...log, append: ({ document }) => log.append(withoutTime(document)) };
}

/** Two runs over the same pictures give the same rows. */
function withoutTime(document: PictureRow['document']): PictureRow['document'] {
  const { ms: _, ...row } = document;
  return row;
}
