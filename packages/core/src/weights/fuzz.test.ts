// 190,000 damaged checkpoints, with fixed seeds: typed errors, quickly, and nothing else. FUZZ=2000000 for more.

import { readdirSync, readFileSync } from 'node:fs';
import { goldenPath } from '@gossamer/goldens';
import { processorMs } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { GossamerError, IoError } from '../errors.js';
import {
  instructions,
  mutateBytes,
  mutateInstructions,
  mutateSafetensors,
  mutateZip,
  pick,
} from '../testing/mutate.js';
import { zip } from '../testing/torchFiles.js';
import { type ByteSource, bytesSource } from './byte-source.js';
import { openCheckpoint } from './open-checkpoint.js';
import { RandomSource } from './random-source.js';
import { readZip } from './torch/zip.js';

const CASES = Number(process.env.FUZZ ?? 190_000);
const MAX_MS = 1000;
/** The limits that torch/tensor.ts states for one tensor. */
const allowedBytes = (fileSize: number) => Math.max(64 * fileSize, 16 * 2 ** 20);

type Make = (random: RandomSource) => Buffer;
type Entries = [name: string, bytes: Uint8Array][];

function goldens(folder: string, pattern: RegExp): Buffer[] {
  const names = readdirSync(goldenPath(folder)).filter((name) => pattern.test(name));
  return names.map((name) => readFileSync(goldenPath(`${folder}/${name}`)));
}

async function zipEntries(bytes: Buffer): Promise<Entries> {
  const entries = await readZip(bytesSource(bytes));
  return Promise.all(
    [...entries.values()].map(
      async ({ name, size, read }) => [name, await read(0, size)] as [string, Uint8Array],
    ),
  );
}

/** The five pickles of a legacy file, then its storages. */
const legacyParts = (bytes: Buffer) => instructions(bytes, 5);

function replacePickle(entries: Entries, random: RandomSource): Buffer {
  return zip(
    entries.map(([name, bytes]) =>
      name.endsWith('data.pkl')
        ? [name, mutateInstructions(instructions(Buffer.from(bytes)), random)]
        : [name, bytes],
    ),
  );
}

async function makers(): Promise<Record<string, Make>> {
  const safetensors = goldens('safetensors', /\.safetensors$/);
  const indexes = goldens('safetensors', /\.index\.json$/);
  const zips = goldens('checkpoints', /^(zip|training).*(pth|tar)$/);
  const archives = await Promise.all(zips.map(zipEntries));
  const legacy = goldens('checkpoints', /^legacy.*pth$/);
  const legacyInstructions = legacy.map(legacyParts);
  return {
    'safetensors, tokens of the header': (random) => mutateSafetensors(pick(random, safetensors), random),
    'safetensors, bytes': (random) => mutateBytes(pick(random, safetensors), random),
    'index of shards, bytes': (random) => mutateBytes(pick(random, indexes), random),
    'pickle in a zip, instructions': (random) => replacePickle(pick(random, archives), random),
    'zip, records': (random) => mutateZip(pick(random, archives), random),
    'zip, bytes': (random) => mutateBytes(pick(random, zips), random),
    'legacy, instructions': (random) => mutateInstructions(pick(random, legacyInstructions), random),
    'legacy, bytes': (random) => mutateBytes(pick(random, legacy), random),
  };
}

/** The golden shards, the only files an index may reach. */
async function openShard(name: string): Promise<ByteSource> {
  const known = readdirSync(goldenPath('safetensors')).includes(name);
  if (!known) throw new IoError(`there is no ${name}`);
  return bytesSource(readFileSync(goldenPath(`safetensors/${name}`)), name);
}

/** Opens the file and reads every tensor; the bytes they took, or undefined where that was refused. */
async function readAll(file: Buffer): Promise<number | undefined> {
  try {
    const { tensors } = await openCheckpoint(bytesSource(file), { sibling: openShard });
    let largest = 0;
    for (const tensor of [...tensors.values()].slice(0, 30)) {
      largest = Math.max(largest, (await tensor.read()).byteLength);
    }
    return largest;
  } catch (error) {
    if (error instanceof GossamerError) return undefined;
    throw error;
  }
}

describe('damaged checkpoints', async () => {
  const kinds = Object.entries(await makers());
  const perKind = Math.ceil(CASES / kinds.length);

  it.each(kinds)(`${perKind} of %s`, { timeout: 3_600_000 }, async (kind, make) => {
    let refused = 0;
    let slowest = 0;
    for (let seed = 0; seed < perKind; seed++) {
      const file = make(new RandomSource(seed, kind));
      let largest: number | undefined;
      const took = await processorMs(async () => {
        largest = await readAll(file).catch((cause: unknown) => {
          throw new Error(`${kind}, seed ${seed}: not a typed error`, { cause });
        });
      });
      slowest = Math.max(slowest, took);
      if (largest === undefined) refused++;
      else expect(largest, `seed ${seed}`).toBeLessThanOrEqual(allowedBytes(file.length));
    }
    console.log(`${kind}: ${perKind} files, ${refused} refused, slowest ${slowest.toFixed(1)} ms`);
    // Mutations that are never refused, or always, test nothing.
    expect(refused).toBeGreaterThan(perKind / 20);
    expect(refused).toBeLessThan(perKind);
    expect(slowest).toBeLessThan(MAX_MS);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
