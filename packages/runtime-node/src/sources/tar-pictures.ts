// Pictures in a tar stream: ustar, pax and GNU long names (POSIX.1-2017, "pax"; GNU tar manual, "Basic Tar Format").

import { FormatError } from '@gossamer/core';
import { type AbortSource, throwIfAborted } from '@gossamer/core/runtime';
import { isPictureName, MAX_PICTURE_BYTES, type PictureItem } from './picture-item.js';
import { StreamReader } from './stream-reader.js';

const BLOCK = 512;
/** Names longer than this are nobody's. */
const MAX_EXTENSION_BYTES = 2 ** 20;

interface Header {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/**
 * Each picture's bytes are read as the stream passes; all other entries are skipped.
 * @param archive its name, before the names of its entries
 * @throws FormatError where it is no tar archive, damaged or cut short
 */
export async function* tarPictures(
  stream: AsyncIterable<Uint8Array>,
  archive: string,
  signal?: AbortSource,
): AsyncGenerator<PictureItem> {
  const reader = new StreamReader(stream);
  const fault = (reason: string): FormatError => new FormatError(reason, { within: archive });
  const body = async (size: number, limit: number): Promise<Uint8Array> => {
    if (size > limit) throw fault(`an entry of ${size} bytes, the limit is ${limit}`);
    const bytes = await reader.read(size);
    if (bytes.length < size) throw fault('the archive is cut short');
    await reader.skip(padding(size));
    return bytes;
  };
  let long: Partial<Header> = {};
  for (;;) {
    throwIfAborted(signal, 'reading the archive');
    const block = await reader.read(BLOCK);
    if (block.length === 0 || block.every((byte) => byte === 0)) return;
    const header = parseHeader(block);
    if (header === undefined) throw fault('this is not a tar archive, or it is damaged');
    const { type } = header;
    if (type === 'L') long = { ...long, name: text(await body(header.size, MAX_EXTENSION_BYTES)) };
    else if (type === 'x') long = { ...long, ...paxFields(await body(header.size, MAX_EXTENSION_BYTES)) };
    else {
      const { name, size } = { ...header, ...long };
      long = {};
      const isFile = type === '0' || type === '\0' || type === '7';
      if (isFile && isPictureName(name)) {
        const bytes = await body(size, MAX_PICTURE_BYTES);
        yield { name: `${archive}/${name}`, read: async () => bytes };
      } else if ((await reader.skip(size + padding(size))) === false) throw fault('the archive is cut short');
    }
  }
}

function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

function parseHeader(block: Uint8Array): Header | undefined {
  if (block.length < BLOCK || octal(block.subarray(148, 156)) !== checksum(block)) return undefined;
  const size = sizeField(block.subarray(124, 136));
  if (size === undefined) return undefined;
  const ustar = text(block.subarray(257, 262)) === 'ustar' && block[262] === 0;
  const prefix = ustar ? text(block.subarray(345, 500)) : '';
  const name = text(block.subarray(0, 100));
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    size,
    type: String.fromCharCode(block[156] as number),
  };
}

/** Of all bytes, its own field as spaces. */
function checksum(block: Uint8Array): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

/** Octal text, or GNU's big-endian number after a byte 0x80. */
function sizeField(field: Uint8Array): number | undefined {
  if (field[0] !== 0x80) return octal(field);
  const size = field.subarray(1).reduce((value, byte) => value * 256 + byte, 0);
  return Number.isSafeInteger(size) ? size : undefined;
}

function octal(field: Uint8Array): number | undefined {
  const digits = text(field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** Records `LENGTH key=value\n`. */
function paxFields(bytes: Uint8Array): Partial<Header> {
  const records = new TextDecoder().decode(bytes);
  const path = /(?:^|\n)\d+ path=([^\n]*)/.exec(records)?.[1];
  const size = /(?:^|\n)\d+ size=(\d+)/.exec(records)?.[1];
  return { ...(path !== undefined && { name: path }), ...(size !== undefined && { size: Number(size) }) };
}

/** Up to the first zero. */
function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
