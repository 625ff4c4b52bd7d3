// What all contestants are given: an exported folder as the hub has them, and how its pictures are prepared.

import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { imagenetPreprocess, type PreprocessConfig } from '@gossamer/core/image';
import { PEERS_FOLDER } from '../rivals/install-rivals.js';

export interface Subject {
  /** Holds the models, by name. */
  readonly models: string;
  readonly name: string;
  /** The ONNX file all contestants run. */
  readonly file: string;
  readonly preprocess: PreprocessConfig;
}

/** Contestants classify the pictures, top five each. */
export type Contestant = (paths: readonly string[]) => Promise<void>;

/** Exports the network with seeded weights: what it says does not matter, how fast it says it does. */
export async function exportSubject(cache: string, name: string): Promise<Subject> {
  const models = join(cache, 'models');
  await mkdir(models, { recursive: true });
  const program = join(PEERS_FOLDER, '../../packages/cli/dist/main.js');
  const words = ['export', name, '--weights', 'seeded:1.3', '--format', 'hf', '-o', join(models, name)];
  const { status, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the export failed: ${stderr}`);
  return { models, name, file: join(models, name, 'onnx/model.onnx'), preprocess: imagenetPreprocess };
}
