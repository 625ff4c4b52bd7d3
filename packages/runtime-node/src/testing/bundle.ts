// Bundles a TypeScript program of the tests, for processes and threads that only know JavaScript.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Bundle extends AsyncDisposable {
  readonly path: string;
}

/** The program in this folder as one module, from which the package's own dependencies can be found. */
export async function bundle(program: string): Promise<Bundle> {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const folder = await mkdtemp(join(here, '../../node_modules/.bundle-'));
  const path = join(folder, 'program.js');
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await build({
    // With what a pool's workers load by its path.
    entryPoints: {
      program: join(here, 'programs', program),
      'picture-jobs': join(here, '../folder/picture-job.ts'),
    },
    outdir: folder,
    splitting: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['gossamer-source'],
    external: ['onnxruntime-node', 'sharp', 'undici', 'hyparquet', 'hyparquet-writer'],
    logLevel: 'error',
  });
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
