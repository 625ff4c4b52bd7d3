// One network by everybody: the files, the processes, the rounds, the table.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CompeteOptions, compete, type Standing } from './compete.js';
import { type Corner, openCorner } from './corner.js';
import { prepareFiles } from './prepare-files.js';

export interface Comparison {
  readonly standings: readonly Standing[];
  /** Who is not there, and why. */
  readonly notes: readonly string[];
}

export interface CompareOptions extends CompeteOptions {
  readonly python: string;
}

/** Outputs further apart than this are not one network. */
const SAME = 1e-3;

/** @throws Error where outputs differ: then the times mean nothing */
export async function compareNetwork(model: string, options: CompareOptions): Promise<Comparison> {
  const folder = await mkdtemp(join(tmpdir(), 'gossamer-peers-'));
  const corners: Corner[] = [];
  try {
    options.progress(`${model}: writing files`);
    const { entries, shape, notes } = await prepareFiles(model, { folder, python: options.python });
    const absent = [...notes];
    for (const entry of entries) {
      options.progress(`${model}: opening ${entry.label}`);
      const opened = await openCorner(entry, shape).catch((error: Error) => error);
      if (!(opened instanceof Error)) corners.push(opened);
      else if (entry.kind === 'tfjs') absent.push(`${entry.label} is left out: ${opened.message}`);
      else throw opened;
    }
    const standings = await compete(corners, options);
    for (const { corner, difference } of standings) {
      if (!(difference < SAME)) {
        throw new Error(`${model}: ${corner.entry.label} computes something else: ${difference}`);
      }
    }
    return { standings, notes: absent };
  } finally {
    for (const corner of corners) corner.close();
    await rm(folder, { recursive: true, force: true });
  }
}
