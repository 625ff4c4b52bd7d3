// esbuild on an entry of the application. It follows no `new URL(...)`: workers are entries, the .wasm file is copied.

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { workerEntries } from './worker-entries.js';

/** The folder to serve: the bundle, the .wasm file and a page. */
export async function buildEsbuild(folder: string, entry: string, name: string): Promise<string> {
  const outdir = join(folder, name);
  await mkdir(outdir);
  await esbuild.build({
    absWorkingDir: folder,
    entryPoints: { main: entry, ...(await workerEntries(folder)) },
    ...{ outdir, bundle: true, splitting: true, minify: true, format: 'esm', logLevel: 'error' },
  });
  await writeFile(join(outdir, 'index.html'), '<!doctype html><script type="module" src="main.js"></script>');
  const wasm = 'ort-wasm-simd-threaded.wasm';
  await copyFile(join(folder, 'node_modules/onnxruntime-web/dist', wasm), join(outdir, wasm));
  return outdir;
}
