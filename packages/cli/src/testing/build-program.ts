// The program as one would install it, built from the sources as they are now.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const home = fileURLToPath(new URL('../..', import.meta.url));

export interface Program {
  /** The path of its `main.js`. */
  readonly main: string;
  remove(): void;
}

/** Bundles `src/main.ts` into a folder in which its native packages are found. */
export async function buildProgram(): Promise<Program> {
  const cache = join(home, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'program-'));
  copyFileSync(join(home, 'package.json'), join(folder, 'package.json'));
  await build({
    absWorkingDir: home,
    entryPoints: { main: 'src/main.ts', 'picture-jobs': '../runtime-node/src/folder/picture-job.ts' },
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['gossamer-source'],
    external: ['onnxruntime-node', 'onnxruntime-web', 'playwright-core', 'sharp'],
    logLevel: 'error',
  });
  return {
    main: join(folder, 'dist/main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
