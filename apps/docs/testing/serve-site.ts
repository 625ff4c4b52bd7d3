// The built site on a port of its own, as a static host would serve it.

import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { contentType, ISOLATION, localServer } from '@gossamer/testkit/page';

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
  const server = await localServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const found = await findFile(folder, normalize(path));
    const file = found ?? (await findFile(folder, '/404.html')) ?? { name: '.txt', bytes: 'not found' };
    response.writeHead(found ? 200 : 404, {
      ...headers,
      'Content-Type': contentType(file.name),
    });
    response.end(file.bytes);
  });
  const close = async () => server[Symbol.asyncDispose]();
  return { url: server.url, close, [Symbol.asyncDispose]: close };
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
