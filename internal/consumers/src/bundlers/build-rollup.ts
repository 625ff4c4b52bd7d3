// Rollup on the application. It follows no `new URL(...)`: workers are entries, the .wasm file is copied.

import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Application } from '../application.js';
import { workerEntries } from '../worker-entries.js';
import { importFrom, installBundler } from './install-bundler.js';

interface Rollup {
  rollup(options: object): Promise<{ write(options: object): Promise<unknown>; close(): Promise<void> }>;
}

type NodeResolve = { default: (options: object) => object };

export async function buildRollup({ folder }: Application): Promise<string> {
  const home = await installBundler('rollup');
  const { rollup } = await importFrom<Rollup>(home, 'rollup');
  const { default: nodeResolve } = await importFrom<NodeResolve>(home, '@rollup/plugin-node-resolve');
  const dir = join(folder, 'rollup');
  const input = { main: join(folder, 'main.js'), ...(await workerEntries(folder)) };
  const bundle = await rollup({ input, plugins: [nodeResolve({ browser: true, rootDir: folder })] });
  await bundle.write({ dir, format: 'es' });
  await bundle.close();
  const wasm = 'ort-wasm-simd-threaded.wasm';
  await copyFile(join(folder, 'node_modules/onnxruntime-web/dist', wasm), join(dir, wasm));
  await writeFile(join(dir, 'index.html'), '<!doctype html><script type="module" src="main.js"></script>');
  return dir;
}
