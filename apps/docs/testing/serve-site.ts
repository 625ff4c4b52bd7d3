// The built site on a port of its own, as a static host would serve it.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.wasm': 'application/wasm',
};

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export interface ServedSite extends AsyncDisposable {
  readonly url: string;
  /** Stops answering, as a host without a network; `dispose` ends the server. */
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Whether the host sends COOP and COEP. Default true. */
  readonly isolated?: boolean;
}

export async function serveSite(folder: string, options: ServeOptions = {}): Promise<ServedSite> {
  const headers = options.isolated === false ? {} : ISOLATION;
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const found = await findFile(folder, normalize(path));
    const file = found ?? (await findFile(folder, '/404.html')) ?? { name: '.txt', bytes: 'not found' };
    response.writeHead(found ? 200 : 404, {
      ...headers,
      'Content-Type': TYPES[extname(file.name)] ?? 'application/octet-stream',
    });
    response.end(file.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  return { url, close, [Symbol.asyncDispose]: close };
}

/** A file, a page without its `.html`, or a folder's index. */
async function findFile(folder: string, path: string) {
  const names = path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`];
  for (const name of names) {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    if (bytes) return { name, bytes };
  }
  return undefined;
}
