import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRange } from '@gossamer/core/weights';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSource } from './file-source.js';
import { writeFileAtomic } from './write-file-atomic.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossamer-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('fileSource', () => {
  it('reads ranges', async () => {
    const path = join(folder, 'a.bin');
    await writeFile(path, Uint8Array.of(0, 1, 2, 3, 4, 5));
    await using source = await fileSource(path);
    expect([source.size, source.name]).toEqual([6, path]);
    expect(await source.read(2, 5)).toEqual(Uint8Array.of(2, 3, 4));
    expect(await source.read(6, 6)).toEqual(new Uint8Array(0));
    await expect(source.read(4, 7)).rejects.toMatchObject({ code: 'IO' });
    await expect(source.read(0, 1, AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('notices a file that was cut short meanwhile', async () => {
    const path = join(folder, 'a.bin');
    await writeFile(path, new Uint8Array(100));
    await using source = await fileSource(path);
    await truncate(path, 50);
    await expect(readRange(source, 0, 100)).rejects.toThrow('read 50 bytes where 100 were asked for');
  });

  it('refuses what is not there, not a file, or closed', async () => {
    await expect(fileSource(join(folder, 'none'))).rejects.toMatchObject({
      code: 'IO',
      details: { code: 'ENOENT' },
      reason: expect.stringContaining('there is no such file or folder'),
    });
    await expect(fileSource(folder)).rejects.toThrow('it is not a file');
    await expect(fileSource('https://example.org/a.pth')).rejects.toThrow('downloadUrl');
    await expect(fileSource(process.argv[99] as string)).rejects.toMatchObject({ code: 'OPTION' });
    await writeFile(join(folder, 'a'), 'abc');
    const source = await fileSource(join(folder, 'a'));
    await source.close();
    await source.close();
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'IO' });
  });
});

describe('writeFileAtomic', () => {
  const target = (): string => join(folder, 'out.bin');

  it('writes text, bytes and chunks, and keeps the mode of what it replaces', async () => {
    expect(await writeFileAtomic(target(), 'grün')).toBe(5);
    expect(await readFile(target(), 'utf8')).toBe('grün');
    await writeFile(target(), '', { mode: 0o600 });
    const mode = (await stat(target())).mode;
    expect(await writeFileAtomic(target(), [Uint8Array.of(1), Uint8Array.of(2, 3)])).toBe(3);
    expect(new Uint8Array(await readFile(target()))).toEqual(Uint8Array.of(1, 2, 3));
    expect((await stat(target())).mode).toBe(mode);
    expect(await readdir(folder)).toEqual(['out.bin']);
  });

  it('leaves the old file and nothing else where the chunks fail', async () => {
    await writeFile(target(), 'old');
    async function* failing() {
      yield Uint8Array.of(1, 2, 3);
      throw new Error('the source broke');
    }
    await expect(writeFileAtomic(target(), failing())).rejects.toThrow('the source broke');
    expect(await readFile(target(), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['out.bin']);
  });

  it('leaves nothing where it is aborted', async () => {
    const controller = new AbortController();
    async function* endless() {
      for (;;) {
        yield new Uint8Array(1000);
        controller.abort();
      }
    }
    await expect(writeFileAtomic(target(), endless(), { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('writes through a link, and refuses folders that are not there', async () => {
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real/file'), 'old');
    await symlink(join(folder, 'real/file'), join(folder, 'link'));
    await writeFileAtomic(join(folder, 'link'), 'new');
    expect(await readFile(join(folder, 'real/file'), 'utf8')).toBe('new');
    await expect(writeFileAtomic(join(folder, 'none/out'), 'x')).rejects.toMatchObject({ code: 'IO' });
    await expect(writeFileAtomic(join(folder, 'real'), 'x')).rejects.toThrow('it is a folder');
  });

  it('writes straight to devices, and says that one is full', async () => {
    expect(await writeFileAtomic('/dev/null', 'abc')).toBe(3);
    await expect(writeFileAtomic('/dev/full', 'abc')).rejects.toThrow('/dev/full: the disk is full');
  });

  it('takes names as long as the file system does, and refuses longer ones', async () => {
    const longest = `${'ä'.repeat(125)}.onnx`;
    expect(await writeFileAtomic(join(folder, longest), 'abc')).toBe(3);
    await expect(writeFileAtomic(join(folder, `${longest}x`), 'x')).rejects.toThrow('the name is too long');
    expect(await readdir(folder)).toEqual([longest]);
  });

  it.each([
    [undefined, 'given as undefined, expected text, bytes or chunks of bytes'],
    [42, 'given as Number'],
    [Promise.resolve(Uint8Array.of(1)), /given as Promise.*\n.*await it first/],
  ])('refuses %s as content and leaves nothing', async (content, message) => {
    const written = writeFileAtomic(target(), content as unknown as Uint8Array);
    await expect(written).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });
});
