// A small server on localhost: the bundled page, onnxruntime-web's files, and the headers of isolation.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface TestServer extends AsyncDisposable {
  /** Of the page with and without cross-origin isolation. */
  url(isolated: boolean): string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

const page = (program: string): string =>
  `<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="${program}.js"></script>`;

/** Everything below `/isolated/` is served with COOP and COEP, everything below `/plain/` without. */
export async function startServer(program: string): Promise<TestServer> {
  const files = await bundled(program);
  const ortFolder = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-web')));
  const server = createServer(async (request, response) => {
    const [, mode, name = ''] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    const body =
      name === '' ? Buffer.from(page(program)) : (files.get(name) ?? (await ortFile(ortFolder, name)));
    const isolation =
      mode === 'isolated'
        ? { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
        : {};
    const type = TYPES[extname(name || '.html') || '.html'] ?? 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': type, ...isolation });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (isolated) => `http://localhost:${port}/${isolated ? 'isolated' : 'plain'}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The program and its chunks by name: dynamic imports stay files of their own, as in a real application. */
async function bundled(program: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [
      `./programs/${program}.ts`,
      './programs/losing-worker.ts',
      '../worker-wasm.ts',
      '../worker-webgpu.ts',
    ].map((file) => fileURLToPath(new URL(file, import.meta.url))),
    entryNames: '[name]',
    outdir: 'out',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['gossamer-source'],
    write: false,
    logLevel: 'error',
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(path.lastIndexOf('/') + 1), contents]));
}

async function ortFile(folder: string, name: string): Promise<Uint8Array | undefined> {
  if (!/^ort-wasm-[\w.-]+\.(wasm|mjs)$/.test(name)) return undefined;
  return readFile(join(folder, name)).catch(() => undefined);
}
