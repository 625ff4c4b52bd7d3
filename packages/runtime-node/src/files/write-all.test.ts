import type { FileHandle } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { writeAll } from './write-all.js';

/** A file whose system takes three bytes at a time. */
function slowFile(): { handle: Pick<FileHandle, 'write'>; content: Buffer } {
  const content = Buffer.alloc(16);
  let end = 0;
  const write = async (bytes: Uint8Array, offset: number, length: number, position: number | null) => {
    const bytesWritten = Math.min(3, length);
    const place = position ?? end;
    content.set(bytes.subarray(offset, offset + bytesWritten), place);
    end = place + bytesWritten;
    return { bytesWritten, buffer: bytes };
  };
  return { handle: { write } as unknown as Pick<FileHandle, 'write'>, content };
}

describe('writeAll', () => {
  it.each([
    ['at a place', 5, '\0\0\0\0\0eightsome\0\0'],
    ['behind the last', undefined, 'eightsome'.padEnd(16, '\0')],
  ])('goes on where the system stopped: %s', async (_, position, expected) => {
    const { handle, content } = slowFile();
    await writeAll(handle, Buffer.from('eightsome'), position);
    expect(content.toString()).toBe(expected);
  });
});
