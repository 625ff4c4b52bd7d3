import { mkdir, readdir, readFile, symlink, truncate } from 'node:fs/promises';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestFolder, testFolder } from '../testing/picture-files.js';
import { npyShape } from './npy.js';
import { openNpy } from './npy-log.js';
import { openParquet } from './parquet-log.js';

let folder: TestFolder;
beforeAll(async () => {
  folder = await testFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const error = { code: 'IMAGE', message: 'no picture' };
const vector = (seed: number) => Float32Array.of(seed, -seed, seed / 3);

async function npy(name: string): Promise<{ shape: number[] | undefined; data: number[] }> {
  const bytes = await readFile(folder.file(name));
  const data = new Float32Array(Uint8Array.from(bytes.subarray(128)).buffer);
  return { shape: npyShape(bytes.subarray(0, 128)), data: [...data] };
}

describe('openNpy', () => {
  it('gives one array, with a row of NaN for a picture without numbers', async () => {
    await using log = await openNpy(folder.file('a.npy'), { vector: [3] });
    await log.append({ image: 'a', arrays: { vector: vector(1) } });
    await log.append({ image: 'b', error });
    await log.close();
    expect(await npy('a.npy')).toEqual({
      shape: [2, 3],
      data: [...vector(1), Number.NaN, Number.NaN, Number.NaN],
    });
    const names = (await readFile(folder.file('a.npy.names.jsonl'), 'utf8')).trim().split('\n');
    expect(names.map((line) => JSON.parse(line))).toEqual([{ image: 'a' }, { image: 'b', error }]);
  });

  it('gives one file a column where there are several', async () => {
    await using log = await openNpy(folder.file('maps.npy'), { f0: [1, 2], f1: [1] });
    await log.append({ image: 'a', arrays: { f0: Float32Array.of(1, 2), f1: Float32Array.of(3) } });
    await log.close();
    expect(await npy('maps.f0.npy')).toEqual({ shape: [1, 1, 2], data: [1, 2] });
    expect(await npy('maps.f1.npy')).toEqual({ shape: [1, 1], data: [3] });
  });

  it('goes on wherever it was cut off, and ends as the undisturbed file', async () => {
    const write = async (name: string, from: number) => {
      await using log = await openNpy(folder.file(name), { vector: [3] });
      expect(log.rows).toBe(from);
      for (let i = 0; i < 5; i++) {
        if (!log.skip(String(i))) await log.append({ image: String(i), arrays: { vector: vector(i) } });
      }
    };
    await write('whole.npy', 0);
    const whole = await readFile(folder.file('whole.npy'));
    const names = await readFile(folder.file('whole.npy.names.jsonl'));
    const nameBytes = names.length / 5;
    for (let bytes = 0; bytes <= whole.length; bytes += 7) {
      // Names follow numbers, so they are never ahead of them but by a lost write.
      for (const rows of [0, 2.5, 5]) {
        await folder.put('part.npy', whole.subarray(0, bytes));
        await folder.put('part.npy.names.jsonl', names.subarray(0, Math.floor(rows * nameBytes)));
        const there = Math.min(Math.floor(rows), Math.max(0, Math.floor((bytes - 128) / 12)));
        await write('part.npy', there);
        expect(await readFile(folder.file('part.npy'))).toEqual(whole);
        expect(await readFile(folder.file('part.npy.names.jsonl'))).toEqual(names);
      }
    }
  });

  it('counts no row whose name could not be written', async () => {
    await using log = await openNpy(folder.file('nameless.npy'), { vector: [3] });
    const unwritable = { code: 'IMAGE', message: 1n as unknown as string };
    await expect(log.append({ image: 'a', error: unwritable })).rejects.toThrow('BigInt');
    await log.append({ image: 'b', arrays: { vector: vector(1) } });
    await log.close();
    expect(await npy('nameless.npy')).toEqual({ shape: [1, 3], data: [...vector(1)] });
  });

  it('refuses a file of another shape, and a row of another length', async () => {
    await using log = await openNpy(folder.file('b.npy'), { vector: [3] });
    await expect(log.append({ image: 'a', arrays: { vector: Float32Array.of(1) } })).rejects.toThrow(
      'has 1 values',
    );
    await log.append({ image: 'a', arrays: { vector: vector(1) } });
    await log.close();
    await expect(openNpy(folder.file('b.npy'), { vector: [4] })).rejects.toMatchObject({ code: 'FORMAT' });
    await folder.put('text.npy', 'x'.repeat(300));
    await expect(openNpy(folder.file('text.npy'), { vector: [3] })).rejects.toThrow(
      'does not hold rows of 3',
    );
  });
});

async function table(name: string): Promise<unknown[]> {
  const file = await asyncBufferFromFile(folder.file(name));
  return parquetReadObjects({ file });
}

describe('a place that cannot be written to', () => {
  const openFiles = async () => (await readdir('/proc/self/fd')).length;

  it('leaves no file open', async () => {
    await symlink('/dev/full', folder.file('full.npy'));
    const before = await openFiles();
    await expect(openNpy(folder.file('full.npy'), { vector: [3] })).rejects.toMatchObject({ code: 'IO' });
    expect(await openFiles()).toBe(before);
  });

  it('is not made where it is a mistyped folder', async () => {
    await expect(openParquet(folder.file('none/a.parquet'), { vector: 'floats' })).rejects.toThrow(
      'there is no such file or folder',
    );
    await mkdir(folder.file('there.parquet'));
    await using log = await openParquet(folder.file('there.parquet'), { vector: 'floats' });
    expect(log.rows).toBe(0);
    expect(await readdir(folder.file('.'))).not.toContain('none');
  });
});

describe('openParquet', () => {
  it('writes parts that another reader understands', async () => {
    const columns = { embedding: 'floats', index: 'integers', label: 'texts' } as const;
    await using log = await openParquet(folder.file('a.parquet'), columns, { rowsPerFile: 2 });
    const lists = { embedding: vector(3), index: [1, 2], label: ['cat', 'Hündin'] };
    await log.append({ image: 'ä.png', lists });
    await log.append({ image: 'b.png', error });
    await log.append({ image: 'c.png', lists });
    await log.close();
    expect(await table('a.parquet/part-00000.parquet')).toEqual([
      { image: 'ä.png', error: null, ...lists, embedding: [...vector(3)] },
      {
        image: 'b.png',
        error: 'IMAGE: no picture',
        embedding: undefined,
        index: undefined,
        label: undefined,
      },
    ]);
    expect(await table('a.parquet/part-00001.parquet')).toHaveLength(1);
  });

  it('goes on behind its whole parts', async () => {
    const open = () => openParquet(folder.file('b.parquet'), { embedding: 'floats' }, { rowsPerFile: 2 });
    const first = await open();
    for (const image of ['a', 'b', 'c']) await first.append({ image, lists: { embedding: vector(1) } });
    // Never closed: "c" is lost.
    await using second = await open();
    expect([second.rows, ...['a', 'b', 'c'].map((name) => second.skip(name))]).toEqual([
      2,
      true,
      true,
      false,
    ]);
    await second.append({ image: 'c', lists: { embedding: vector(1) } });
    await second.close();
    await using third = await open();
    expect([third.rows, third.skip('c')]).toEqual([3, true]);
  });

  it('refuses a part that is none', async () => {
    await folder.put('c.parquet/part-00000.parquet', 'x'.repeat(100));
    await expect(openParquet(folder.file('c.parquet'), {})).rejects.toMatchObject({ code: 'FORMAT' });
    await truncate(folder.file('a.parquet/part-00000.parquet'), 200);
    await expect(openParquet(folder.file('a.parquet'), {})).rejects.toMatchObject({ code: 'FORMAT' });
  });
});
