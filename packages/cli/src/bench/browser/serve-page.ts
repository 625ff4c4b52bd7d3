// A server on the loopback address for the benchmark's page: its program, onnxruntime-web's files, networks.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { packageEntry } from '../optional-package.js';

export interface PageServer {
  readonly url: string;
  publish(bytes: Uint8Array): { readonly url: string; withdraw(): void };
  close(): Promise<void>;
}

/** Hands calls to the worker, by number. */
const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>gossamer bench</title>
<script type="module">
const worker = new Worker('worker.js' + location.search, { type: 'module' });
const waiting = new Map();
let calls = 0;
worker.onmessage = ({ data: { number, result, error } }) => {
  const { resolve, reject } = waiting.get(number);
  waiting.delete(number);
  error === undefined ? resolve(result) : reject(new Error(error));
};
worker.onerror = ({ message }) => {
  for (const { reject } of waiting.values()) reject(new Error(message));
};
globalThis.call = (name, args) => new Promise((resolve, reject) => {
  waiting.set(++calls, { resolve, reject });
  worker.postMessage({ number: calls, name, args });
});
</script>
`;

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Threads share memory only in an isolated page. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cache-Control': 'no-store',
};

/** @throws OptionError where onnxruntime-web is not installed */
export async function servePage(): Promise<PageServer> {
  const folders = [
    join(dirname(packageEntry('gossamer/package.json')), 'dist/bench-page'),
    dirname(packageEntry('onnxruntime-web')),
  ];
  const published = new Map<string, Uint8Array>();
  const bodyOf = async (name: string): Promise<Uint8Array | string | undefined> => {
    if (name === '') return PAGE;
    if (!/^[\w.-]+$/.test(name)) return undefined;
    return published.get(name) ?? firstFile(folders, name);
  };
  const server = createServer(async (request, response) => {
    const name = (request.url ?? '/').replace(/\?.*/, '').slice(1);
    const body = await bodyOf(name);
    const type = TYPES[extname(name)] ?? (name === '' ? 'text/html' : 'application/octet-stream');
    response.writeHead(body === undefined ? 404 : 200, { 'Content-Type': type, ...HEADERS });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  let files = 0;
  return {
    url,
    publish(bytes) {
      const name = `network-${files++}.onnx`;
      published.set(name, bytes);
      return { url: name, withdraw: () => published.delete(name) };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function firstFile(folders: readonly string[], name: string): Promise<Uint8Array | undefined> {
  for (const folder of folders) {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    if (bytes !== undefined) return bytes;
  }
  return undefined;
}
