/// <reference lib="esnext.disposable" preserve="true" />
// Rows written as they come, one JSON document a line; a file cut off by a kill is continued where it ended.

import { type FileHandle, open, readFile } from 'node:fs/promises';
import { ioError } from '../files/io-error.js';

export interface RowLog<Row> extends AsyncDisposable {
  /** Rows the file had when it was opened. */
  readonly rows: number;
  /** Whether a picture has its row from an earlier run. Each row counts once: a name given twice has two. */
  skip(name: string): boolean;
  append(row: Row): Promise<void>;
  /** Flushes to disk. */
  close(): Promise<void>;
}

/** A row that names its picture. */
export interface NamedRow {
  readonly image: string;
}

/**
 * Opens a file of rows for appending; what is behind the last line break, half a row, is cut off.
 * @throws IoError
 */
export async function openJsonLines<Row extends NamedRow>(path: string): Promise<RowLog<Row>> {
  try {
    const handle = await open(path, 'a+');
    const text = await readFile(handle, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    await handle.truncate(Buffer.byteLength(whole));
    const lines = whole.split('\n').slice(0, -1);
    return rowLog(handle, path, lines.map(imageOf));
  } catch (error) {
    throw ioError(error, 'continue', path);
  }
}

function rowLog<Row extends NamedRow>(handle: FileHandle, path: string, names: string[]): RowLog<Row> {
  const skip = nameCounter(names);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= handle.sync().then(() => handle.close());
    return closing;
  };
  return {
    rows: names.length,
    skip,
    async append(row) {
      try {
        await handle.appendFile(`${JSON.stringify(row)}\n`);
      } catch (error) {
        throw ioError(error, 'write', path);
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** True as often as the name is there. */
function nameCounter(names: Iterable<string>): (name: string) => boolean {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return (name) => {
    const count = counts.get(name) ?? 0;
    if (count > 0) counts.set(name, count - 1);
    return count > 0;
  };
}

/** Lines of another program count as rows of no picture. */
function imageOf(line: string): string {
  try {
    const { image } = JSON.parse(line) as Partial<NamedRow>;
    return image ?? '';
  } catch {
    return '';
  }
}
