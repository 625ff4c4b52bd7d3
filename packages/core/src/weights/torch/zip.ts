// A reader of zip archives whose entries are stored, not compressed: what PyTorch writes. Zip64 included.
// APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.

import { FormatError } from '../../errors.js';
import { type ByteSource, readRange } from '../byte-source.js';
import type { AbortSignalLike } from '../lazy-tensor.js';
import { plainName } from '../quote.js';
import { decodeUtf8 } from '../utf8.js';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const END_BYTES = 22;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const MAX_COMMENT = 0xffff;
const MAX_DIRECTORY_BYTES = 64 * 2 ** 20;

export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /** Bytes `start` to `end` of the content, checked against the entry's size. */
  read(start: number, end: number, signal?: AbortSignalLike): Promise<Uint8Array>;
}

/**
 * The entries of an archive by name. Only the directory at the file's end is read.
 * @throws FormatError where the archive is damaged, encrypted or split; an entry's `read` where it is compressed
 */
export async function readZip(source: ByteSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const directory = await locateDirectory(source);
  const bytes = await readRange(source, directory.start, directory.start + directory.size);
  const view = viewOf(bytes);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < directory.entries; i++) {
    if (at + CENTRAL_BYTES > bytes.length || view.getUint32(at, true) !== CENTRAL) {
      throw fault(source, `its directory is damaged at entry ${i} of ${directory.entries}`);
    }
    const { entry, next } = readEntry(source, bytes, view, at);
    if (entries.has(entry.name)) throw fault(source, 'two entries have this name', entry.name);
    entries.set(entry.name, entry);
    at = next;
  }
  return entries;
}

interface Directory {
  readonly start: number;
  readonly size: number;
  readonly entries: number;
}

async function locateDirectory(source: ByteSource): Promise<Directory> {
  const tailStart = Math.max(0, source.size - END_BYTES - MAX_COMMENT);
  const tail = await readRange(source, tailStart, source.size);
  const view = viewOf(tail);
  const at = findEnd(view);
  if (at === undefined) throw fault(source, 'the end of the archive is missing');
  if (view.getUint16(at + 4, true) !== view.getUint16(at + 6, true)) throw fault(source, 'it is split');
  const small = {
    entries: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    start: view.getUint32(at + 16, true),
  };
  const is64 = small.entries === 0xffff || small.size === 0xffffffff || small.start === 0xffffffff;
  const directory = (is64 ? await readEnd64(source, tailStart + at - 20) : undefined) ?? small;
  if (directory.size > MAX_DIRECTORY_BYTES) {
    throw fault(source, `a directory of ${directory.size} bytes is over the bound of ${MAX_DIRECTORY_BYTES}`);
  }
  if (directory.entries * CENTRAL_BYTES > directory.size) {
    throw fault(source, `${directory.entries} entries do not fit a directory of ${directory.size} bytes`);
  }
  return directory;
}

/** Backwards from the end: the record whose comment reaches exactly to the end of the file. */
function findEnd(view: DataView): number | undefined {
  for (let at = view.byteLength - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  return undefined;
}

async function readEnd64(source: ByteSource, locatorAt: number): Promise<Directory | undefined> {
  if (locatorAt < 0) return undefined;
  const locator = viewOf(await readRange(source, locatorAt, locatorAt + 20));
  if (locator.getUint32(0, true) !== LOCATOR64) return undefined;
  const endAt = wide(source, locator, 8);
  const end = viewOf(await readRange(source, endAt, endAt + 56));
  if (end.getUint32(0, true) !== END64) throw fault(source, 'its zip64 end record is damaged');
  return { entries: wide(source, end, 32), size: wide(source, end, 40), start: wide(source, end, 48) };
}

function readEntry(
  source: ByteSource,
  bytes: Uint8Array,
  view: DataView,
  at: number,
): { entry: ZipEntry; next: number } {
  const nameEnd = at + CENTRAL_BYTES + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > bytes.length) throw fault(source, 'its directory is truncated');
  const name = decodeUtf8(bytes.subarray(at + CENTRAL_BYTES, nameEnd));
  if (name === undefined) throw fault(source, 'the name of an entry is not UTF-8');
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  if ((flags & 1) !== 0) throw fault(source, 'the entry is encrypted', name);
  const values = {
    size: view.getUint32(at + 24, true),
    packed: view.getUint32(at + 20, true),
    header: view.getUint32(at + 42, true),
  };
  widen(source, values, view, nameEnd, extraEnd);
  if (method !== 0) return { entry: compressedEntry(source, name, values.size, method), next };
  if (values.size !== values.packed) throw fault(source, 'a stored entry has two sizes', name);
  if (values.header + LOCAL_BYTES + values.size > source.size) {
    throw fault(
      source,
      `the entry needs ${values.size} bytes at ${values.header} of a file of ${source.size}`,
      name,
    );
  }
  return { entry: entryOf(source, name, values.header, values.size), next };
}

/** TorchScript archives have such entries, too; what kind an archive is shows in its names. */
function compressedEntry(source: ByteSource, name: string, size: number, method: number): ZipEntry {
  return {
    name,
    size,
    async read() {
      throw new FormatError(`the entry is compressed (method ${method}); PyTorch stores its entries`, {
        path: plainName(name),
        within: source.name,
        hint: 'unpack the archive and save the checkpoint again with torch.save',
      });
    },
  };
}

/** Values of 0xffffffff are in the zip64 extra field (id 1), in this order. */
function widen(
  source: ByteSource,
  values: { size: number; packed: number; header: number },
  view: DataView,
  start: number,
  end: number,
): void {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    const fieldEnd = Math.min(end, field + view.getUint16(at + 2, true));
    for (const key of ['size', 'packed', 'header'] as const) {
      if (values[key] !== 0xffffffff) continue;
      if (field + 8 > fieldEnd) throw fault(source, 'a zip64 field is truncated');
      values[key] = wide(source, view, field);
      field += 8;
    }
    return;
  }
}

function entryOf(source: ByteSource, name: string, header: number, size: number): ZipEntry {
  let dataStart: Promise<number> | undefined;
  return {
    name,
    size,
    read: async (start, end, signal) => {
      if (!(start >= 0 && start <= end && end <= size)) {
        throw fault(source, `needs bytes ${start} to ${end} of an entry of ${size}`, name);
      }
      dataStart ??= locateData(source, name, header).catch((error: unknown) => {
        dataStart = undefined;
        throw error;
      });
      const from = await dataStart;
      return readRange(source, from + start, from + end, signal);
    },
  };
}

/** The local header repeats the name and has an extra field of its own length (PyTorch's alignment). */
async function locateData(source: ByteSource, name: string, header: number): Promise<number> {
  const view = viewOf(await readRange(source, header, header + LOCAL_BYTES));
  if (view.getUint32(0, true) !== LOCAL) throw fault(source, 'the header of the entry is damaged', name);
  return header + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
}

function wide(source: ByteSource, view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(source.size))
    throw fault(source, `a zip64 value of ${value} is past the end of the file`);
  return Number(value);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function fault(source: ByteSource, reason: string, name?: string): FormatError {
  return new FormatError(`not a readable zip archive: ${reason}`, {
    path: name === undefined ? undefined : plainName(name),
    within: source.name,
    hint: 'the file is truncated or damaged; download or copy it again',
  });
}
