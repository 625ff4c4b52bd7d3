// The header of a safetensors file: 8 bytes of length, then JSON, checked until nothing is left to lie about.

import { FormatError } from '../../errors.js';
import type { DType } from '../../ir/dtype.js';
import { dtypeInfo } from '../../ir/dtype.js';
import { type ByteSource, readRange } from '../byte-source.js';
import { type Json, type JsonObject, parseJson } from '../json.js';
import { plainName, quote } from '../quote.js';
import { decodeUtf8 } from '../utf8.js';
import { dtypeOfSafetensors, unreadableBits } from './dtypes.js';

/** The format's own bound on the header. */
const MAX_HEADER_BYTES = 100_000_000;
const MAX_RANK = 64;

interface SafetensorsEntry {
  readonly name: string;
  /** The file's name of the element type; `dtype` is undefined where Gossamer has none. */
  readonly storedType: string;
  readonly dtype: DType | undefined;
  readonly shape: readonly number[];
  /** Byte range in the file. */
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** In the order of their data. */
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Reads and checks the header. @throws FormatError naming the tensor that does not hold together. */
export async function readHeader(source: ByteSource): Promise<SafetensorsHeader> {
  const within = source.name;
  const length = await headerLength(source);
  const text = decodeUtf8(await readRange(source, 8, 8 + length));
  if (text === undefined) throw new FormatError('the safetensors header is not UTF-8', { within });
  if (text[0] !== '{') throw new FormatError('the safetensors header does not start with "{"', { within });
  const header = parseJson(text, within) as JsonObject;
  const entries: SafetensorsEntry[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, value] of header) {
    if (name === '__metadata__') metadata = metadataOf(value, within);
    else entries.push(entryOf(name, value, 8 + length, within));
  }
  entries.sort((a, b) => a.start - b.start || a.end - b.end);
  checkCoverage(entries, 8 + length, source);
  return { entries, metadata };
}

async function headerLength(source: ByteSource): Promise<number> {
  const within = source.name;
  const hint = 'this is not a safetensors file, or it is truncated';
  if (source.size < 8) {
    throw new FormatError(`${source.size} bytes cannot hold a safetensors header`, { within, hint });
  }
  const bytes = await readRange(source, 0, 8);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    throw new FormatError(`a header of ${length} bytes is over the format's bound of ${MAX_HEADER_BYTES}`, {
      within,
      hint,
    });
  }
  if (8 + Number(length) > source.size) {
    throw new FormatError(
      `the header should have ${length} bytes, the file has ${source.size - 8} after its length`,
      {
        within,
        hint,
      },
    );
  }
  return Number(length);
}

function metadataOf(value: Json, within: string): ReadonlyMap<string, string> {
  const isText = value instanceof Map && [...value.values()].every((text) => typeof text === 'string');
  if (isText) return value as ReadonlyMap<string, string>;
  throw new FormatError('expected an object of strings', { path: '__metadata__', within });
}

function entryOf(name: string, value: Json, dataStart: number, within: string): SafetensorsEntry {
  const fault = (reason: string) => new FormatError(reason, { path: plainName(name), within });
  if (!(value instanceof Map)) throw fault('expected an object with dtype, shape and data_offsets');
  const fields = value as JsonObject;
  const storedType = fields.get('dtype');
  if (typeof storedType !== 'string') throw fault('dtype is missing');
  const dtype = dtypeOfSafetensors(storedType);
  const bits = dtype === undefined ? unreadableBits(storedType) : dtypeInfo(dtype).bytes * 8;
  if (bits === undefined) throw fault(`unknown dtype ${quote(storedType)}`);
  const shape = sizes(fields.get('shape'));
  if (shape === undefined || shape.length > MAX_RANK) throw fault('shape is not a list of sizes');
  const offsets = sizes(fields.get('data_offsets'));
  const [start, end] = offsets ?? [];
  if (offsets?.length !== 2 || start === undefined || end === undefined || end < start) {
    throw fault('data_offsets is not a pair [begin, end]');
  }
  const bytes = (shape.reduce((count, size) => count * size, 1) * bits) / 8;
  if (end - start !== bytes) {
    throw fault(
      `${storedType}[${shape.join(',')}] takes ${bytes} bytes, its data_offsets span ${end - start}`,
    );
  }
  return { name, storedType, dtype, shape, start: dataStart + start, end: dataStart + end };
}

/** A list of non-negative integers. Products past 2^53 are caught by the comparison with the byte range. */
function sizes(value: Json | undefined): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((size) => Number.isSafeInteger(size) && size >= 0) ? (value as number[]) : undefined;
}

/** Data must fill the rest of the file exactly: no hole, no overlap, nothing after it. */
function checkCoverage(entries: readonly SafetensorsEntry[], dataStart: number, source: ByteSource): void {
  let reached = dataStart;
  for (const { name, start, end } of entries) {
    if (start !== reached) {
      const kind = start < reached ? 'overlaps the data before it' : 'leaves a hole before it';
      throw new FormatError(`data at ${start - dataStart} ${kind} (which ends at ${reached - dataStart})`, {
        path: plainName(name),
        within: source.name,
      });
    }
    reached = end;
  }
  if (reached === source.size) return;
  const last = entries.at(-1);
  throw new FormatError(
    reached > source.size
      ? `the data needs ${reached} bytes, the file has ${source.size}`
      : `${source.size - reached} bytes after the last tensor belong to none`,
    {
      path: last && plainName(last.name),
      within: source.name,
      hint: reached > source.size ? 'the file is truncated; download or copy it again' : undefined,
    },
  );
}
