// Why onnxruntime-web's WebAssembly does not start: a look at what the server sends, turned into words.

import { RuntimeError } from '@gossamer/core';
import type { Setup } from './load-ort.js';

/** What a look at a file found. */
interface Sent {
  readonly url: string;
  readonly status?: number;
  readonly type?: string;
  readonly start?: Uint8Array;
  /** Why it could not be fetched. */
  readonly failure?: string;
}

interface Fault {
  readonly reason: string;
  readonly fix: string;
}

/**
 * The error for a start that failed with this text, undefined where the text is about something else (a network it
 * refuses). Files are fetched again, once, from the addresses the browser tried.
 */
export async function diagnose(
  text: string,
  setup: Setup,
  cause: unknown,
): Promise<RuntimeError | undefined> {
  if (!/no available backend|initWasm|\.wasm|WebAssembly|dynamically imported/i.test(text)) return undefined;
  const fault = securityFault(text) ?? (await filesFault(setup)) ?? pairFault(text) ?? other(text);
  const details = { notStarted: true };
  return new RuntimeError(`onnxruntime-web does not start: ${fault.reason}`, {
    hint: fault.fix,
    details,
    cause,
  });
}

function securityFault(text: string): Fault | undefined {
  if (!/content security policy|unsafe-eval/i.test(text)) return undefined;
  return {
    reason: `the Content-Security-Policy of ${globalThis.location?.href} forbids WebAssembly`,
    fix: "add 'wasm-unsafe-eval' to its script-src, and worker-src 'self' blob: for threads",
  };
}

/** Browsers note a request some time after it failed. */
const NOTED_MS = 200;

async function filesFault(setup: Setup): Promise<Fault | undefined> {
  await new Promise((resolve) => setTimeout(resolve, NOTED_MS));
  for (const url of tried(setup)) {
    const fault = faultOf(await look(url));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Addresses of onnxruntime's files that were asked for, the failed ones too. */
function tried({ wasmPaths }: Setup): readonly string[] {
  const base = globalThis.location?.href;
  const given = typeof wasmPaths === 'object' ? Object.values(wasmPaths) : [];
  const seen = globalThis.performance?.getEntriesByType('resource').map(({ name }) => name) ?? [];
  const files = seen.filter((name) => /ort-wasm[\w.-]*\.(wasm|mjs)([?#]|$)/.test(name));
  return [...new Set([...given.map((url) => new URL(url, base).href), ...files])];
}

async function look(url: string): Promise<Sent> {
  try {
    const response = await fetch(url);
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    await reader?.cancel();
    const type = response.headers.get('content-type') ?? 'no type';
    return {
      url,
      status: response.status,
      type,
      ...(value !== undefined && { start: value.subarray(0, 64) }),
    };
  } catch (error) {
    return { url, failure: error instanceof Error ? error.message : String(error) };
  }
}

const SERVE = 'serve the files of onnxruntime-web/dist there, or set wasmPaths to where they are';

/** Where Vite's development server keeps what it put together; the files beside a module do not come along. */
const VITE_DEPS = /\/\.vite\/deps\//;

function faultOf(sent: Sent): Fault | undefined {
  const fault = fileFault(sent);
  if (fault === undefined || !VITE_DEPS.test(sent.url)) return fault;
  return {
    ...fault,
    fix: "say optimizeDeps: { exclude: ['@gossamer/runtime-web'] } in vite.config.js, for its development server",
  };
}

function fileFault({ url, status = 0, type = '', start, failure }: Sent): Fault | undefined {
  const isWasm = /\.wasm([?#]|$)/.test(url);
  if (failure !== undefined) {
    return {
      reason: `${url} cannot be fetched (${failure})`,
      fix: 'see that the server answers, sends CORS headers to other origins, and that connect-src allows it',
    };
  }
  if (status >= 400) return { reason: `${url} answers ${status}`, fix: SERVE };
  const text = String.fromCharCode(...(start ?? []));
  if (/^\s*<(!doctype|html)/i.test(text)) {
    return {
      reason: `${url} is a web page, not onnxruntime's file: the server sends its fallback page`,
      fix: SERVE,
    };
  }
  if (isWasm && !text.startsWith('\0asm'))
    return { reason: `${url} is not WebAssembly (${type})`, fix: SERVE };
  if (!isWasm && !/javascript/.test(type)) {
    return { reason: `${url} is served as ${type}`, fix: 'serve .mjs files as text/javascript' };
  }
  return undefined;
}

function pairFault(text: string): Fault | undefined {
  if (!/LinkError|import object|is not a function|Import #\d+/i.test(text)) return undefined;
  return {
    reason: `its .mjs and .wasm files are of different versions or builds (${text.slice(0, 200)})`,
    fix: 'copy both from the same onnxruntime-web/dist as the one that is bundled, and empty caches',
  };
}

function other(text: string): Fault {
  if (/fetching of the wasm failed/i.test(text)) {
    return {
      reason: 'its .wasm file cannot be fetched',
      fix: 'see that the connect-src of the page allows it',
    };
  }
  return { reason: text, fix: SERVE };
}
