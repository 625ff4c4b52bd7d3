// Rows written as they come, one JSON document a line; a file cut off by a kill is continued where it ended.

import { type FileHandle, open } from 'node:fs/promises';
import { FormatError } from '@gossamer/core';
import { ioError } from '../files/io-error.js';
import { nameCounter } from './name-counter.js';
import type { NamedRow, RowLog } from './row-log.js';

export interface JsonLinesOptions {
  /** Rows to keep of those the file has; all by default. */
  readonly keep?: number;
}

/**
 * Opens a file of rows for appending; what is behind the last line break, half a row, is cut off.
 * @throws IoError; FormatError where the end is no row, whole or half
 */
export async function openJsonLines<Row extends NamedRow>(
  path: string,
  { keep = Number.POSITIVE_INFINITY }: JsonLinesOptions = {},
): Promise<RowLog<Row>> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'a+');
    const { names, end } = await wholeRows(handle, path, keep);
    await handle.truncate(end);
    return rowLog(handle, path, names);
  } catch (error) {
    await handle?.close();
    throw ioError(error, 'continue', path);
  }
}

/** The pictures of the whole rows from the start, and where the last of them ends. A chunk at a time: files grow large. */
async function wholeRows(
  handle: FileHandle,
  path: string,
  keep: number,
): Promise<{ names: string[]; end: number }> {
  const names: string[] = [];
  const chunk = Buffer.alloc(CHUNK);
  let rest: Buffer = Buffer.alloc(0);
  let end = 0;
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(chunk, 0, CHUNK, at);
    if (bytesRead === 0) {
      // Half a row begins as a whole one; anything else is somebody's, and is not cut off.
      if (rest.length > 0 && rest[0] !== BRACE) throw notRows(path);
      return { names, end };
    }
    at += bytesRead;
    let bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    for (let line = bytes.indexOf(10); line >= 0; line = bytes.indexOf(10)) {
      if (names.length >= keep) return { names, end };
      names.push(imageOf(bytes.toString('utf8', 0, line)));
      end += line + 1;
      bytes = bytes.subarray(line + 1);
    }
    rest = bytes;
  }
}

const CHUNK = 2 ** 20;
/** `{` */
const BRACE = 123;

function notRows(path: string): FormatError {
  return new FormatError(`${path} does not end in a row`, {
    within: path,
    hint: 'it is not written by this; name another file, or end its last line with a line break',
  });
}

function rowLog<Row extends NamedRow>(handle: FileHandle, path: string, names: string[]): RowLog<Row> {
  const skip = nameCounter(names);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= handle.sync().finally(() => handle.close());
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

/** Lines of another program count as rows of no picture. */
function imageOf(line: string): string {
  try {
    const { image } = JSON.parse(line) as Partial<NamedRow>;
    return image ?? '';
  } catch {
    return '';
  }
}
