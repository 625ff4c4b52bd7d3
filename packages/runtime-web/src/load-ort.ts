// Loads the build of onnxruntime-web that a device needs, once, and sets it up.

import { RuntimeError } from '@gossamer/core';
import type { OrtBuild, WebDevice, WebRuntimeOptions } from './options.js';

export type OrtModule = typeof import('onnxruntime-web/wasm');

/**
 * Never the default entry: it is the older WebGPU build, which gives zeros where fp16 is not supported. WASM inside
 * the WebGPU build is slower than on its own, so each device has its own.
 */
const BUILDS: Readonly<Record<OrtBuild, () => Promise<OrtModule>>> = {
  wasm: () => import('onnxruntime-web/wasm'),
  webgpu: () => import('onnxruntime-web/webgpu'),
  jspi: () => import('onnxruntime-web/jspi'),
};

/** The build for a device: for the GPU that of JavaScript Promise Integration, 10 MB less, where the browser has it. */
export function buildOf(device: WebDevice): OrtBuild {
  return device === 'webgpu' && 'Suspending' in WebAssembly ? 'jspi' : device;
}

/** What a build was set up with: it reads its settings only once. */
const setups = /* @__PURE__ */ new WeakMap<object, string>();

/** Plain JSON: it also travels to workers. */
export interface Setup {
  readonly threads: number;
  readonly wasmPaths?: string | { readonly wasm?: string; readonly mjs?: string };
}

/** Settings with every address as text. */
export function setupOf(threads: number, { wasmPaths }: WebRuntimeOptions): Setup {
  if (wasmPaths === undefined || typeof wasmPaths === 'string') {
    return { threads, ...(wasmPaths !== undefined && { wasmPaths }) };
  }
  const entries = Object.entries(wasmPaths).map(([name, url]) => [name, String(url)]);
  return { threads, wasmPaths: Object.fromEntries(entries) };
}

/** @throws RuntimeError where the module cannot be loaded */
export async function loadOrt(device: WebDevice): Promise<OrtModule> {
  const build = buildOf(device);
  return BUILDS[build]().catch((cause: unknown) => {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeError(`onnxruntime-web/${build} cannot be loaded: ${text}`, {
      hint: 'npm install onnxruntime-web, and see that the page may fetch it',
      cause,
    });
  });
}

/** @throws RuntimeError where the build runs already with other settings */
export function setUpOrt(ort: OrtModule, setup: Setup): void {
  const wanted = JSON.stringify(setup);
  const known = setups.get(ort.env);
  if (known !== undefined && known !== wanted) {
    throw new RuntimeError('onnxruntime-web is in use with other settings in this page', {
      hint: `give every runtime the same threads and wasmPaths (${known}), or leave each its worker`,
    });
  }
  setups.set(ort.env, wanted);
  ort.env.logLevel = 'fatal';
  ort.env.wasm.numThreads = setup.threads;
  if (setup.wasmPaths !== undefined) ort.env.wasm.wasmPaths = setup.wasmPaths;
}
