// A small server on localhost: the bundled page, onnxruntime-web's files, and the headers of isolation.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentType, ISOLATION, localServer } from '@gossamer/testkit/page';
import { build } from 'esbuild';

export interface TestServer extends AsyncDisposable {
  /** Of the page in one of the folders. */
  url(folder: string): string;
}

const page = (program: string, before = ''): string =>
  `<!doctype html><meta charset="utf-8"><title>test</title>${before}<script type="module" src="${program}.js"></script>`;

/** Browsers trust pages of localhost, and no others without TLS; the test's browser finds this name there. */
export const INSECURE_HOST = 'insecure.test';

/** A browser without JavaScript Promise Integration. */
const NO_JSPI = '<script>delete WebAssembly.Suspending</script>';

/** What a server does to one of its files, and to the headers of its page. */
interface Misbehaviour {
  readonly file?: RegExp;
  readonly status?: number;
  readonly type?: string;
  /** Another file of onnxruntime-web instead, or this text. */
  readonly instead?: string;
  readonly policy?: string;
  /** How often; always by default. */
  readonly times?: number;
  /** Lets pages of all origins read its files. */
  readonly anyOrigin?: boolean;
}

/** Folders whose server does something wrong, by name. */
const MISBEHAVIOURS: Readonly<Record<string, Misbehaviour>> = {
  'html-as-wasm': { file: /\.wasm$/, type: 'text/html', instead: '<!doctype html><title>app</title>' },
  missing: { file: /\.wasm$/, status: 404, instead: 'not found' },
  // To all that one start asks for.
  'missing-once': { file: /\.wasm$/, status: 503, instead: 'later', times: 3 },
  'wrong-type': { file: /\.wasm$/, type: 'application/octet-stream' },
  'wrong-pair': { file: /\.wasm$/, instead: 'ort-wasm-simd-threaded.jsep.wasm' },
  policy: { policy: "script-src 'self'; worker-src 'self' blob:" },
  // A frame that may do nothing but run scripts: it has no origin, and so no storage and no locks.
  sandboxed: { policy: 'sandbox allow-scripts', anyOrigin: true },
};

/**
 * Below `/isolated/` files have COOP and COEP, below `/plain/` not; `/insecure/` is served under a name that is not
 * localhost's; the other folders misbehave.
 */
export async function startServer(program: string): Promise<TestServer> {
  const files = await bundled(program);
  const ortFolder = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-web')));
  const misbehaved: Record<string, number> = {};
  const server = await localServer(async (request, response) => {
    const [, mode = '', asked = ''] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    const wrong = MISBEHAVIOURS[mode] ?? {};
    const isDue = wrong.file?.test(asked) === true && (misbehaved[mode] ?? 0) < (wrong.times ?? Infinity);
    if (isDue) misbehaved[mode] = (misbehaved[mode] ?? 0) + 1;
    const bad = isDue ? wrong : {};
    const name = bad.instead?.endsWith('.wasm') ? bad.instead : asked;
    const text =
      name === ''
        ? page(program, mode === 'no-jspi' ? NO_JSPI : '')
        : name === asked
          ? bad.instead
          : undefined;
    const body =
      text === undefined ? (files.get(name) ?? (await ortFile(ortFolder, name))) : Buffer.from(text);
    const isolation = mode === 'isolated' ? ISOLATION : {};
    const type = bad.type ?? contentType(name);
    const policy = wrong.policy === undefined ? {} : { 'Content-Security-Policy': wrong.policy };
    const status = body === undefined ? 404 : (bad.status ?? 200);
    const sharing = wrong.anyOrigin ? { 'Access-Control-Allow-Origin': '*' } : {};
    response.writeHead(status, { 'Content-Type': type, ...isolation, ...policy, ...sharing });
    response.end(body);
  });
  return {
    url: (folder) =>
      `${folder === 'insecure' ? server.url.replace('localhost', INSECURE_HOST) : server.url}${folder}/`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The program and its chunks by name: dynamic imports stay files of their own, as in a real application. */
async function bundled(program: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [
      `./programs/${program}.ts`,
      './programs/losing-worker.ts',
      './programs/closing-worker.ts',
      './programs/threadless-worker.ts',
      '../worker-jspi.ts',
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
