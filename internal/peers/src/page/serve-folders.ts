// Folders on localhost, for a page.

import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { contentType, type LocalServer, localServer } from '@gossamer/testkit/page';

const PAGE = '<!doctype html><script type="module" src="main.js"></script>';

/** Looks for a file in each folder of its prefix, in order; `/` is a page that starts `main.js`. */
export function serveFolders(folders: Readonly<Record<string, readonly string[]>>): Promise<LocalServer> {
  return localServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const prefix = Object.keys(folders).find((start) => start !== '/' && path.startsWith(start)) ?? '/';
    let body: Buffer | undefined = path === '/' ? Buffer.from(PAGE) : undefined;
    for (const folder of folders[prefix] ?? []) {
      body ??= await readFile(join(folder, path.slice(prefix.length))).catch(() => undefined);
    }
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': contentType(path) });
    response.end(body);
  });
}
