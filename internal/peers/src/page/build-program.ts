// The page's program in one folder: ours as it is built, the rivals from their folder.

import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { PEERS_FOLDER, RIVALS_FOLDER } from '../rivals/install-rivals.js';

const RIVALS = /^(@tensorflow\/|@huggingface\/)/;

/** @returns the folders of the program and of our onnxruntime-web */
export async function buildProgram(folder: string): Promise<readonly string[]> {
  const outdir = join(folder, 'program');
  await mkdir(outdir);
  const worker = (name: string): string => `@gossamer/runtime-web/worker-${name}`;
  await build({
    absWorkingDir: PEERS_FOLDER,
    entryPoints: {
      main: join(PEERS_FOLDER, 'src/page/program/main.ts'),
      'worker-jspi': worker('jspi'),
      'worker-wasm': worker('wasm'),
      'worker-webgpu': worker('webgpu'),
    },
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
    // What TensorFlow.js asks for in Node alone.
    external: ['node:*', 'fs', 'path', 'crypto', 'util', 'os', 'worker_threads', 'perf_hooks'],
    plugins: [
      {
        name: 'rivals',
        setup({ onResolve, resolve }) {
          onResolve({ filter: RIVALS }, ({ path, kind, pluginData }) =>
            pluginData === RIVALS
              ? undefined
              : resolve(path, { kind, resolveDir: RIVALS_FOLDER, pluginData: RIVALS }),
          );
        },
      },
    ],
  });
  const require = createRequire(join(PEERS_FOLDER, 'package.json'));
  return [outdir, dirname(require.resolve('onnxruntime-web'))];
}

/** Where the rivals' own .wasm files are. */
export function rivalFolders(): readonly string[] {
  return ['onnxruntime-web/dist', '@tensorflow/tfjs-backend-wasm/dist'].map((name) =>
    join(RIVALS_FOLDER, 'node_modules', name),
  );
}
