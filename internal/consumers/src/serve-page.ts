// A folder on localhost, as a host for pages sends it: compressed, with types, caching and the headers of isolation.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export interface ServedFolder extends AsyncDisposable {
  readonly url: string;
  /** Paths asked for that are not there. */
  readonly missing: readonly string[];
  /** Bytes of bodies sent so far, by path. */
  readonly sent: ReadonlyMap<string, number>;
}

export interface ServeOptions {
  /** Headers of every answer. Default: those of isolation. */
  readonly headers?: Readonly<Record<string, string>>;
}

export async function serveFolder(
  folder: string,
  { headers = ISOLATION }: ServeOptions = {},
): Promise<ServedFolder> {
  const missing: string[] = [];
  const sent = new Map<string, number>();
  const packed = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(folder, normalize(path.endsWith('/') ? `${path}index.html` : path));
    const raw = await readFile(file).catch(() => undefined);
    if (raw === undefined) {
      if (path !== '/favicon.ico') missing.push(path);
      response.writeHead(404, headers).end();
      return;
    }
    const type = TYPES[extname(file)];
    const body = type === undefined ? raw : (packed.get(file) ?? gzipSync(raw));
    if (type !== undefined) packed.set(file, body);
    sent.set(path, (sent.get(path) ?? 0) + body.length);
    response.writeHead(200, {
      'Content-Type': type ?? 'application/octet-stream',
      'Content-Length': body.length,
      'Cache-Control': extname(file) === '.html' ? 'no-cache' : 'max-age=3600',
      ...(type !== undefined && { 'Content-Encoding': 'gzip' }),
      ...headers,
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    missing,
    sent,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
