// A folder on localhost, as a host for pages sends it: compressed, with types, caching and the headers of isolation.

import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { contentType, ISOLATION, localServer } from '@gossamer/testkit/page';

/** What hosts compress; weights they send as they are. */
const PACKED = /\.(html|m?js|css|json|wasm)$/;

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
  const server = await localServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(folder, normalize(path.endsWith('/') ? `${path}index.html` : path));
    const raw = await readFile(file).catch(() => undefined);
    if (raw === undefined) {
      if (path !== '/favicon.ico') missing.push(path);
      response.writeHead(404, headers).end();
      return;
    }
    const isPacked = PACKED.test(file);
    const body = isPacked ? (packed.get(file) ?? gzipSync(raw)) : raw;
    if (isPacked) packed.set(file, body);
    sent.set(path, (sent.get(path) ?? 0) + body.length);
    response.writeHead(200, {
      'Content-Type': contentType(file),
      'Content-Length': body.length,
      'Cache-Control': extname(file) === '.html' ? 'no-cache' : 'max-age=3600',
      ...(isPacked && { 'Content-Encoding': 'gzip' }),
      ...headers,
    });
    response.end(body);
  });
  return {
    url: server.url,
    missing,
    sent,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
