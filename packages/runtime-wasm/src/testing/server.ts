// A small server on localhost: the bundled page, files given to it, and the headers under test.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentType, ISOLATION, localServer } from '@gossamer/testkit/page';
import { build } from 'esbuild';

/**
 * `isolated` has shared memory, `plain` has not; `strict` allows scripts of the site and WebAssembly, no eval, `stricter`
 * no WebAssembly either, `workerless` all but workers.
 */
export type PageMode = 'isolated' | 'plain' | 'strict' | 'stricter' | 'workerless';

export interface TestServer extends AsyncDisposable {
  url(mode: PageMode): string;
}

export type Files = ReadonlyMap<string, Uint8Array | string>;

const HEADERS: Readonly<Record<PageMode, Record<string, string>>> = {
  isolated: ISOLATION,
  plain: {},
  strict: {
    'Content-Security-Policy': "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
  },
  stricter: { 'Content-Security-Policy': "script-src 'self'" },
  workerless: { ...ISOLATION, 'Content-Security-Policy': "worker-src 'none'" },
};

const PAGE = '<!doctype html><title>test</title><script type="module" src="page.js"></script>';

/** Serves `given` below each mode's folder, beside the page. */
export async function startServer(given: Files = new Map()): Promise<TestServer> {
  const files = new Map<string, Uint8Array | string>([...(await bundledPage()), ...given, ['', PAGE]]);
  const ortFolder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
  const server = await localServer(async (request, response) => {
    const [, mode = '', ...rest] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    const name = rest.join('/');
    const body = files.get(name) ?? (await ortFile(ortFolder, name));
    response.writeHead(body === undefined ? 404 : 200, {
      'Content-Type': contentType(name),
      ...HEADERS[mode as PageMode],
    });
    response.end(body);
  });
  return {
    url: (mode) => `${server.url}${mode}/`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** page.ts and its chunks by name. */
async function bundledPage(): Promise<Files> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('programs/page.ts', import.meta.url))],
    outdir: 'out',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['gossamer-source'],
    write: false,
    minify: true,
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(path.lastIndexOf('/') + 1), contents]));
}

async function ortFile(folder: string, name: string): Promise<Uint8Array | undefined> {
  if (!/^ort-wasm-[\w.-]+\.(wasm|mjs)$/.test(name)) return undefined;
  return readFile(join(folder, name)).catch(() => undefined);
}
