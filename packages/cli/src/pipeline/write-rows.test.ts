// What stands in the place of new rows: ours is replaced, anything else is not.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/run-gossamer.js';
import { type PictureRow, writeRows } from './write-rows.js';

const columns = { vector: 'floats' } as const;
const shapes = { vector: [2] };
const vector = Float32Array.of(1, 2);

async function* rows(): AsyncGenerator<PictureRow> {
  yield { image: 'a.png', document: { image: 'a.png' }, arrays: { vector }, lists: { vector } };
}

const write = (path: string, format: '.npy' | '.parquet') =>
  writeRows({ path, format, resume: false, signal: new AbortController().signal, shapes, columns }, rows);

it.each(['.npy', '.parquet'] as const)(
  'rows of an earlier run are replaced, a folder of others is not (%s)',
  async (format) => {
    const folder = temporaryFolder();
    const path = folder.file(`rows${format}`);
    await write(path, format);
    const before = folder.list();
    await write(path, format);
    expect(folder.list()).toEqual(before);

    const theirs = folder.file(`theirs${format}`);
    mkdirSync(theirs);
    writeFileSync(`${theirs}/part-00000-7f3a.snappy.parquet`, 'mine');
    await expect(write(theirs, format)).rejects.toMatchObject({ code: 'IO', path: theirs });
    expect(readFileSync(`${theirs}/part-00000-7f3a.snappy.parquet`, 'utf8')).toBe('mine');
    expect(folder.list()).toEqual([...before, `theirs${format}`].sort());
  },
);
