// The packages as a CDN of modules serves them: every file at an address, names of packages written as addresses.

import { cp, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Application } from '../application.js';
import { type ServedFolder, serveFolder } from '../serve-page.js';

/** What a path leads to: a file, or a file for each condition. */
type Target = string | { readonly [condition: string]: Target };

interface Manifest {
  readonly exports?: Readonly<Record<string, Target>>;
}

export interface Cdn extends ServedFolder {
  /** Of the page: every public name to its address. */
  readonly imports: Readonly<Record<string, string>>;
}

const OURS = ['core', 'blocks', 'models', 'runtime-web'].map((name) => `@gossamer/${name}`);
const NAMES = [...OURS, '@bufbuild/protobuf', '@noble/hashes'];

/** Serves them to pages of any origin. */
export async function serveCdn({ folder }: Application): Promise<Cdn> {
  const root = join(folder, 'cdn');
  const headers = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };
  const server = await serveFolder(root, { headers });
  const imports: Record<string, string> = {};
  for (const name of NAMES) Object.assign(imports, await copyPackage(folder, root, name, server.url));
  Object.assign(imports, await copyOrt(folder, root, server.url));
  for (const name of OURS) await writeAddresses(join(root, name), imports);
  return { ...server, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](), imports };
}

async function copyPackage(
  folder: string,
  root: string,
  name: string,
  url: string,
): Promise<Record<string, string>> {
  const from = await realpath(join(folder, 'node_modules', name));
  await cp(from, join(root, name), { recursive: true, dereference: true });
  const { exports = {} } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as Manifest;
  return Object.fromEntries(
    Object.entries(exports).flatMap(([path, target]) => {
      const file = fileOf(target);
      return file?.endsWith('.js') ? [[name + path.slice(1), `${url}${name}/${file.slice(2)}`]] : [];
    }),
  );
}

/** As a browser's module is looked for. */
function fileOf(target: Target | undefined): string | undefined {
  if (target === undefined || typeof target === 'string') return target;
  return fileOf(target.browser ?? target.import ?? target.default);
}

/** Only the build for WASM: this page runs nothing else. */
async function copyOrt(folder: string, root: string, url: string): Promise<Record<string, string>> {
  const from = dirname(createRequire(join(folder, 'main.js')).resolve('onnxruntime-web/wasm'));
  await mkdir(join(root, 'onnxruntime-web'), { recursive: true });
  const files = ['ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
  for (const file of files) {
    await cp(join(from, file), join(root, 'onnxruntime-web', file));
  }
  return { 'onnxruntime-web/wasm': `${url}onnxruntime-web/ort.wasm.bundle.min.mjs` };
}

async function writeAddresses(folder: string, imports: Readonly<Record<string, string>>): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.js')) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    const rewritten = text.replace(
      /\b(from|import)(\s*\(?\s*)(['"])([^'".][^'"]*)\3/g,
      (whole, word: string, space: string, quote: string, name: string) =>
        imports[name] === undefined ? whole : `${word}${space}${quote}${imports[name]}${quote}`,
    );
    if (rewritten !== text) await writeFile(path, rewritten);
  }
}
