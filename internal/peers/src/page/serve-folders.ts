// Folders on localhost, for a page.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

export interface Served extends AsyncDisposable {
  readonly url: string;
}

/** Looks for a file in each folder of its prefix, in order; `/` is a page that starts `main.js`. */
export async function serveFolders(folders: Readonly<Record<string, readonly string[]>>): Promise<Served> {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const prefix = Object.keys(folders).find((start) => start !== '/' && path.startsWith(start)) ?? '/';
    let body: Buffer | undefined =
      path === '/' ? Buffer.from('<!doctype html><script type="module" src="main.js"></script>') : undefined;
    for (const folder of folders[prefix] ?? []) {
      body ??= await readFile(join(folder, path.slice(prefix.length))).catch(() => undefined);
    }
    const type = TYPES[path === '/' ? '' : extname(path)] ?? 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': type });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
