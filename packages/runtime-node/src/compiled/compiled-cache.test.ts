// The cache of compiled networks on a real disk.

import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompiledFacts } from '@gossamer/core/compile';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { smallNetwork } from '../testing/small-network.js';
import { compiledCache } from './compiled-cache.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gossamer-compiled-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const { graph } = smallNetwork();
const factsOf = (weights: string): CompiledFacts => ({ graph, weights, options: {}, version: '1' });
const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);

/** Counts how often something had to be made. */
function maker(onnx: Uint8Array) {
  const made = { times: 0, make: async () => ({ onnx, about: String(++made.times) }) };
  return made;
}

it('makes a network once, and again for other facts', async () => {
  const cache = compiledCache({ folder });
  const maker1 = maker(bytes(100, 1));
  const first = await cache.take(factsOf('a'), maker1.make);
  // Another process would see the same.
  const second = await compiledCache({ folder }).take(factsOf('a'), maker1.make);
  expect(first).toEqual({ onnx: bytes(100, 1), about: '1', fromCache: false });
  expect({ ...second, onnx: Uint8Array.from(second.onnx) }).toEqual({ ...first, fromCache: true });
  const maker2 = maker(bytes(50, 2));
  expect((await cache.take(factsOf('b'), maker2.make)).fromCache).toBe(false);
  expect([maker1.times, maker2.times]).toEqual([1, 1]);
  expect((await cache.usage()).entries).toBe(2);
  await cache.clear();
  expect(await cache.usage()).toEqual({ entries: 0, bytes: 0 });
});

it.each<[string, (whole: Buffer) => Uint8Array]>([
  ['cut off', (whole) => whole.subarray(0, whole.length - 1)],
  ['empty', () => new Uint8Array()],
  ['changed in one bit', (whole) => Uint8Array.from(whole, (byte, i) => (i === 200 ? byte ^ 1 : byte))],
  ['something else', () => Buffer.from('not a network')],
])('makes a network again whose file is %s', async (_what, damage) => {
  const cache = compiledCache({ folder });
  const made = maker(bytes(100, 7));
  await cache.take(factsOf('a'), made.make);
  const [name] = await readdir(folder);
  const path = join(folder, name as string);
  await writeFile(path, damage(await readFile(path)));
  expect(await cache.take(factsOf('a'), made.make)).toMatchObject({ about: '2', fromCache: false });
  expect(await cache.take(factsOf('a'), made.make)).toMatchObject({ about: '2', fromCache: true });
});

it('stays below its size, dropping what was used longest ago', async () => {
  const cache = compiledCache({ folder, maxBytes: 3000 });
  const made = maker(bytes(1000, 1));
  await cache.take(factsOf('b'), made.make);
  await cache.take(factsOf('c'), made.make);
  const earlier = new Date(Date.now() - 60_000);
  for (const name of await readdir(folder)) await utimes(join(folder, name), earlier, earlier);
  // Used again, c outlives b.
  expect((await cache.take(factsOf('c'), made.make)).fromCache).toBe(true);
  await cache.take(factsOf('a'), made.make);
  expect(await cache.usage()).toMatchObject({ entries: 2 });
  expect((await cache.take(factsOf('c'), made.make)).fromCache).toBe(true);
  expect((await cache.take(factsOf('b'), made.make)).fromCache).toBe(false);
});

it('keeps nothing that is larger than the whole cache, and does without a folder', async () => {
  const made = maker(bytes(1000, 1));
  const small = compiledCache({ folder, maxBytes: 500 });
  await small.take(factsOf('a'), made.make);
  expect((await small.usage()).entries).toBe(0);
  const file = join(folder, 'file');
  await writeFile(file, '');
  const nowhere = compiledCache({ folder: join(file, 'below') });
  expect(await nowhere.take(factsOf('a'), made.make)).toMatchObject({ fromCache: false });
  expect(await nowhere.usage()).toEqual({ entries: 0, bytes: 0 });
});

it('removes what a killed process left unfinished, and nothing that is not its own', async () => {
  const cache = compiledCache({ folder });
  const unfinished = join(folder, `.${'a'.repeat(64)}.gossamer.0123456789ab.tmp`);
  const foreign = join(folder, 'notes.txt');
  const longAgo = new Date(Date.now() - 86_400_000);
  for (const path of [unfinished, foreign]) {
    await writeFile(path, 'x');
    await utimes(path, longAgo, longAgo);
  }
  await cache.take(factsOf('a'), maker(bytes(10, 1)).make);
  await cache.clear();
  expect(await readdir(folder)).toEqual(['notes.txt']);
});

it('hands on why a network could not be made', async () => {
  const cache = compiledCache({ folder });
  const failing = cache.take(factsOf('a'), async () => {
    throw new Error('no weights');
  });
  await expect(failing).rejects.toThrow('no weights');
  expect((await cache.usage()).entries).toBe(0);
});
