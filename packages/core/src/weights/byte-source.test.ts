import { describe, expect, it } from 'vitest';
import { blobSource, bytesSource, readRange } from './byte-source.js';

const bytes = Uint8Array.of(1, 2, 3, 4, 5);

describe.each([
  ['bytesSource', bytesSource(bytes, 'name')],
  ['blobSource', blobSource(new Blob([bytes]), 'name')],
  ['blobSource of a File', blobSource(new File([bytes], 'name'))],
])('%s', (_, source) => {
  it('gives ranges', async () => {
    expect(source).toMatchObject({ size: 5, name: 'name' });
    expect([...(await readRange(source, 1, 3))]).toEqual([2, 3]);
    expect([...(await readRange(source, 5, 5))]).toEqual([]);
  });

  it.each([
    [0, 6],
    [-1, 2],
    [3, 2],
    [Number.NaN, 2],
  ])('has no bytes %d to %d', async (start, end) => {
    await expect(readRange(source, start, end)).rejects.toMatchObject({ code: 'FORMAT', within: 'name' });
  });
});

describe('readRange', () => {
  it('notices a source that gives too little', async () => {
    const short = { ...bytesSource(bytes), read: async () => bytes.subarray(0, 1) };
    await expect(readRange(short, 0, 2)).rejects.toMatchObject({ code: 'IO' });
  });

  it('reads nothing once aborted', async () => {
    const unreadable = { ...bytesSource(bytes), read: () => Promise.reject(new Error('was read')) };
    await expect(readRange(unreadable, 0, 2, AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
