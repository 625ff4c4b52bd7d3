// CompiledCache: compiled networks kept on disk, found again by everything their bytes depend on.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { OptionError } from '@gossamer/core';
import {
  type CompiledEntry,
  type CompiledFacts,
  compiledKey,
  decodeCompiledEntry,
  encodeCompiledEntry,
} from '@gossamer/core/compile';
import { writeFileAtomic } from '../files/write-file-atomic.js';
import { ownCacheFolder } from '../hub/hub-settings.js';
import { entryFile, listEntries, makeRoom } from './entry-files.js';

export interface CompiledCacheOptions {
  /** Default: `compiled` in `GOSSAMER_CACHE`, or in `gossamer` of the user's cache folder. */
  readonly folder?: string | undefined;
  /** Bytes of all entries together; those used longest ago go first. Default 1 GiB. */
  readonly maxBytes?: number | undefined;
}

/** A compiled network, and whether it was here before. */
export interface KeptNetwork extends CompiledEntry {
  readonly fromCache: boolean;
}

/** What was found, and where it would be. */
export interface FoundNetwork {
  /** Undefined where it was never kept, was dropped, or is damaged. */
  readonly entry: CompiledEntry | undefined;
  /** Keeps one there. A folder that cannot be written to is no reason to fail. */
  keep(entry: CompiledEntry): Promise<void>;
}

export interface CompiledCache {
  readonly folder: string;
  /** Looks for the network of these facts. */
  find(facts: CompiledFacts): Promise<FoundNetwork>;
  /**
   * Read where it was kept, else made and kept.
   * @throws whatever `make` throws
   */
  take(facts: CompiledFacts, make: () => Promise<CompiledEntry>): Promise<KeptNetwork>;
  /** What is kept. */
  usage(): Promise<{ readonly entries: number; readonly bytes: number }>;
  /** Removes everything. */
  clear(): Promise<void>;
}

/** Where an entry is kept. */
interface Place {
  readonly key: string;
  readonly path: string;
}

const GIBIBYTE = 1 << 30;

/**
 * Compiled networks on this disk. Entries are written atomically, so that processes may share a folder, and carry a hash of
 * themselves: what is damaged is made again.
 *
 * @throws OptionError for a size that is none
 */
export function compiledCache(options: CompiledCacheOptions = {}): CompiledCache {
  const { folder = join(ownCacheFolder(), 'compiled'), maxBytes = GIBIBYTE } = options;
  if (!(maxBytes >= 0)) throw new OptionError(`maxBytes should be a number of bytes, found ${maxBytes}`);
  const placeOf = async (facts: CompiledFacts): Promise<Place> => {
    const key = await compiledKey(facts, sha256);
    return { key, path: entryFile(folder, key) };
  };
  const keepAt = async (place: Place, entry: CompiledEntry): Promise<void> => {
    const bytes = await encodeCompiledEntry(place.key, entry, sha256);
    await writeEntry(place.path, bytes, maxBytes).catch(() => {
      // It will be made again.
    });
  };
  const find = async (facts: CompiledFacts): Promise<FoundNetwork> => {
    const place = await placeOf(facts);
    return { entry: await readEntry(place), keep: (entry) => keepAt(place, entry) };
  };
  return {
    folder,
    find,
    async take(facts, make) {
      const { entry, keep } = await find(facts);
      if (entry !== undefined) return { ...entry, fromCache: true };
      const made = await make();
      await keep(made);
      return { ...made, fromCache: false };
    },
    async usage() {
      const entries = await listEntries(folder);
      return { entries: entries.length, bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0) };
    },
    async clear() {
      for (const { path } of await listEntries(folder)) await rm(path, { force: true });
    },
  };
}

async function readEntry({ key, path }: Place): Promise<CompiledEntry | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const entry = await decodeCompiledEntry(key, bytes, sha256);
  const now = new Date();
  // The time of the last use, which decides what goes first.
  if (entry !== undefined) await utimes(path, now, now).catch(() => {});
  return entry;
}

async function writeEntry(path: string, bytes: Uint8Array, maxBytes: number): Promise<void> {
  if (bytes.length > maxBytes) return;
  const folder = join(path, '..');
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(path, bytes);
  await makeRoom(folder, maxBytes);
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
