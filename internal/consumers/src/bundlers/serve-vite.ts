// Vite's development server, as `npx vite` starts it.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ISOLATION } from '@gossamer/testkit/page';
import { createServer } from 'vite';

/** Serves a folder; what is excluded is not put together beforehand. */
export async function serveVite(
  root: string,
  exclude: string[],
): Promise<AsyncDisposable & { readonly url: string }> {
  // What another server put together would be taken.
  await rm(join(root, 'node_modules/.vite'), { recursive: true, force: true });
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    optimizeDeps: { exclude },
    // The application's dependencies are links to this workspace.
    server: { port: 0, headers: ISOLATION, fs: { strict: false } },
  });
  await server.listen();
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    [Symbol.asyncDispose]: () => server.close(),
  };
}
