// A checkpoint on disk, whichever format it has.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AbortError, didYouMean, IoError } from '@gossamer/core';
import { type Checkpoint, openCheckpoint } from '@gossamer/core/weights';
import { type FileSource, fileSource } from '@gossamer/runtime-node';
import { WEIGHTS_WORDS } from '../words/weights-source.js';
import { identityOf } from './file-identity.js';

export interface WeightsFile {
  readonly checkpoint: Checkpoint;
  /** SHA-256 of the file (of the index, where the weights are in shards), in hex. */
  hash(signal?: AbortSignal): Promise<string>;
  /**
   * What tells the file, and those beside it that belong to it, from others on this disk and from itself before a change,
   * without reading it: place, size, and the times the disk keeps of it.
   */
  identity(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Opens a file of weights; tensors are read when they are asked for, until it is closed.
 * @param section which state dict of a PyTorch file that holds several
 * @throws IoError where it is not there; FormatError where it is no checkpoint or a damaged one
 */
export async function openWeightsFile(path: string, section?: string): Promise<WeightsFile> {
  const files: FileSource[] = [];
  const paths: string[] = [];
  const open = async (name: string): Promise<FileSource> => {
    const file = await fileSource(name);
    files.push(file);
    paths.push(name);
    return file;
  };
  const close = async (): Promise<void> => {
    await Promise.all(files.map((file) => file.close()));
  };
  try {
    const source = await open(path);
    const checkpoint = await openCheckpoint(source, {
      sibling: (name) => open(join(dirname(path), name)),
      ...(section === undefined ? {} : { section }),
    });
    const identity = async () => [await identityOf(paths), section].join(' ').trim();
    return { checkpoint, hash: (signal) => hashFile(path, signal), identity, close };
  } catch (error) {
    await close();
    throw hinted(error, path);
  }
}

/** A missing file may be a misspelt word. */
function hinted(error: unknown, path: string): unknown {
  if (!(error instanceof IoError) || error.hint !== undefined) return error;
  const word = /^[\w.-]+\/[\w.-]+$/.test(path)
    ? `a repository of the hub is --weights hf:${path}`
    : didYouMean(path.split(':')[0] ?? path, ['seeded', 'random', 'pretrained']);
  return new IoError(error.reason, {
    path: error.path,
    hint: word ?? `weights are ${WEIGHTS_WORDS}`,
    details: error.details,
    cause: error.cause,
  });
}

async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    if (signal?.aborted) throw new AbortError(`reading ${basename(path)} was aborted`);
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}
