// The workers as entry points, for bundlers that follow no `new URL(...)`.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `{ 'worker-wasm': '@gossamer/runtime-web/worker-wasm', ... }`, all that the package has. */
export async function workerEntries(folder: string): Promise<Record<string, string>> {
  const manifest = await readFile(join(folder, 'node_modules/@gossamer/runtime-web/package.json'), 'utf8');
  const { exports } = JSON.parse(manifest) as { exports: object };
  const workers = Object.keys(exports).filter((path) => path.startsWith('./worker-'));
  return Object.fromEntries(workers.map((path) => [path.slice(2), `@gossamer/runtime-web/${path.slice(2)}`]));
}
