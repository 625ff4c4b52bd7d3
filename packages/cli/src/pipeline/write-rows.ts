// Rows of pictures into a file by its extension: lines, NumPy arrays or a Parquet data set, new or gone on with.

import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
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

/** @throws IoError, FormatError; what `produce` throws */
export async function writeRows(file: RowsFile, produce: Produce): Promise<void> {
  if (file.resume) return fill(await openRows(file, file.path), produce);
  if (file.format === '.jsonl') {
    const rows = produce({ rows: 0, skip: () => false });
    await writeFileAtomic(file.path, jsonLines(documentsOf(rows)), { signal: file.signal });
    return;
  }
  const folder = dirname(resolve(file.path));
  const temporary = await mkdtemp(join(folder, '.gossamer-')).catch(cannotWrite(file.path));
  try {
    await fill(await openRows(file, join(temporary, basename(file.path))), produce);
    for (const name of await readdir(temporary)) {
      await rm(join(folder, name), { recursive: true, force: true });
      await rename(join(temporary, name), join(folder, name));
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
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
