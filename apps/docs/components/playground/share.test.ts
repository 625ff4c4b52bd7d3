// Links hold programs of any characters; damaged and hostile ones are refused with a reason.

import { deflateRawSync } from 'node:zlib';
import { FormatError, OptionError } from '@gossamer/core';
import { describe, expect, it } from 'vitest';
import { fromHash, isShared, toHash } from './share.js';

const hashOf = (bytes: Uint8Array): string => `#program=${Buffer.from(bytes).toString('base64url')}`;

describe('programs in links', () => {
  it.each(['', 'export default 1;\n', 'const größe = "模型 🐈";', 'x'.repeat(50_000)])(
    'come back as they were',
    async (program) => {
      const hash = await toHash(program);
      expect(hash).toMatch(/^#program=[\w-]+$/);
      expect(isShared(hash)).toBe(true);
      expect(await fromHash(hash)).toBe(program);
    },
  );

  it('are made by the compression everybody has', async () => {
    expect(await fromHash(hashOf(deflateRawSync('export default 1;')))).toBe('export default 1;');
  });

  it.each([
    ['nothing', '#program='],
    ['another hash', '#what-happens-here'],
    ['wrong characters', '#program=a/b+c='],
    ['no compressed data', hashOf(Uint8Array.of(255, 254, 253))],
    ['half of it', `${hashOf(deflateRawSync('export default 1;'.repeat(3))).slice(0, -6)}`],
    ['no text', hashOf(deflateRawSync(Uint8Array.of(0xff, 0xfe, 0x80)))],
    ['a small link with a large nothing', hashOf(deflateRawSync(Buffer.alloc(20e6)))],
    ['a link that is too long', `#program=${'a'.repeat(50_000)}`],
  ])('are refused: %s', async (_, hash) => {
    await expect(fromHash(hash)).rejects.toThrow(FormatError);
  });

  it('have a limit', async () => {
    await expect(toHash('x'.repeat(50_001))).rejects.toThrow(OptionError);
  });
});
