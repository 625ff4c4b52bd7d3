// The directory of a zip archive, zip64 included (APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3).

import { FormatError } from '@gossamer/core';
import type { FileSource } from '../files/file-source.js';

/** Two million pictures. */
const MAX_DIRECTORY_BYTES = 2 ** 28;

export interface ZipEntry {
  readonly name: string;
  readonly flags: number;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  /** Bytes in the archive. */
  readonly packed: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly at: number;
}

/** Where an entry's packed bytes begin; they all lie within the file. @throws FormatError */
export async function contentStart(file: FileSource, entry: ZipEntry): Promise<number> {
  const fault = (reason: string): FormatError =>
    new FormatError(reason, { path: entry.name, within: file.name ?? '' });
  if (entry.at + 30 > file.size) throw fault('the archive is cut short');
  const local = viewOf(await file.read(entry.at, entry.at + 30));
  if (u32(local, 0) !== 0x04034b50) throw fault('the entry is not where the directory says');
  const start = entry.at + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + entry.packed > file.size) throw fault('the archive is cut short');
  return start;
}

/** In the archive's order. @throws FormatError where it is none, or damaged */
export async function readZipDirectory(file: FileSource): Promise<ZipEntry[]> {
  const fault = (reason: string): FormatError => new FormatError(reason, { within: file.name ?? '' });
  const { start, size, count } = await locateDirectory(file, fault);
  if (size > MAX_DIRECTORY_BYTES || start + size > file.size) throw fault('the directory is damaged');
  const bytes = await file.read(start, start + size);
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > size || view.getUint32(at, true) !== 0x02014b50) throw fault('the directory is damaged');
    const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const next = at + 46 + name + extra + comment;
    if (next > size) throw fault('the directory is damaged');
    const small = { size: u32(view, at + 24), packed: u32(view, at + 20), at: u32(view, at + 42) };
    const wide = wideFields(viewOf(bytes.subarray(at + 46 + name, at + 46 + name + extra)), small);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      ...wide,
    });
    at = next;
  }
  return entries;
}

interface Sizes {
  size: number;
  packed: number;
  at: number;
}

/** Zip64: fields that are all ones stand in the extra field 1, in this order. */
function wideFields(extra: DataView, small: Sizes): Sizes {
  const fields = { ...small };
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    let value = at + 4;
    for (const field of ['size', 'packed', 'at'] as const) {
      if (fields[field] !== 0xffffffff || value + 8 > extra.byteLength) continue;
      fields[field] = Number(extra.getBigUint64(value, true));
      value += 8;
    }
  }
  return fields;
}

async function locateDirectory(
  file: FileSource,
  fault: (reason: string) => FormatError,
): Promise<{ start: number; size: number; count: number }> {
  const from = Math.max(0, file.size - 22 - 0xffff);
  const tail = viewOf(await file.read(from, file.size));
  let at = tail.byteLength - 22;
  while (at >= 0 && u32(tail, at) !== 0x06054b50) at--;
  if (at < 0) throw fault('this is not a zip archive, or its end is missing');
  const small = {
    count: tail.getUint16(at + 10, true),
    size: u32(tail, at + 12),
    start: u32(tail, at + 16),
  };
  if (at < 20 || u32(tail, at - 20) !== 0x07064b50) return small;
  const end = Number(tail.getBigUint64(at - 12, true));
  if (end + 56 > file.size) throw fault('its zip64 end record is damaged');
  const wide = viewOf(await file.read(end, end + 56));
  const [count, size, start] = [32, 40, 48].map((field) => Number(wide.getBigUint64(field, true)));
  return { count: count as number, size: size as number, start: start as number };
}

function u32(view: DataView, at: number): number {
  return view.getUint32(at, true);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
