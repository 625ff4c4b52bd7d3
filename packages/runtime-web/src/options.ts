// What `webRuntime` can be told.

import type { LoadOptions, OnnxBytes, Runtime } from '@gossamer/core/runtime';

/** Devices the browser runs networks on. */
export type WebDevice = 'wasm' | 'webgpu';

/**
 * Builds of onnxruntime-web. `jspi` is the smaller one for WebGPU, used where the browser has JavaScript Promise
 * Integration.
 */
export type OrtBuild = WebDevice | 'jspi';

/** Where results are: in memory, or in a buffer of the GPU. */
export type OutputLocation = 'cpu' | 'gpu-buffer';

export interface WebRuntimeOptions {
  /**
   * Where to run; `wasm` by default. Each has its own build of onnxruntime-web, downloaded only when it is used.
   * `auto` tries both once for each network, and what `candidates` has, and remembers the quickest.
   */
  device?: WebDevice | 'auto';
  /**
   * With `auto`, runtimes that are measured beside its own devices: `[wasmRuntime()]` of @gossamer/runtime-wasm makes a
   * module of the network. Theirs run as they were set up, on this thread unless they have others.
   */
  candidates?: readonly Runtime[];
  /**
   * Threads of one run on WASM, by default half the processors, at most 4. Without cross-origin isolation there is
   * one, and `session.fallbacks` says so. All runtimes on one thread of a page have to agree.
   */
  threads?: number;
  /**
   * Where onnxruntime-web's `.wasm` (and `.mjs`) files are: a folder's URL, or the URL of each. By default the
   * bundler's copy, or beside the module.
   */
  wasmPaths?: string | { readonly wasm?: string | URL; readonly mjs?: string | URL };
  /**
   * Whether runs happen in a module worker, so that the page stays responsive: by default in a page, not in a worker
   * of one's own. Where the worker cannot be started runs happen here, and `session.fallbacks` says so.
   */
  worker?: boolean;
  /**
   * Starts the worker where the bundler does not find it by itself: a module worker on
   * `@gossamer/runtime-web/worker-wasm`, `/worker-webgpu` or `/worker-jspi`, as `build` says.
   */
  createWorker?: (device: WebDevice, build: OrtBuild) => Worker;
}

/** What one network can be told; apart from core's it is about WebGPU, and without effect elsewhere. */
export interface WebLoadOptions extends LoadOptions {
  /**
   * Records the commands of the first run and plays them again with new data, which spares the processor the work of
   * every later run. The network needs fixed sizes, and every node on the GPU. Default false.
   */
  capture?: boolean;
  /**
   * `gpu-buffer` leaves results on the GPU. Only for `device: 'webgpu'` with `worker: false`: buffers cannot leave the
   * thread whose device made them. Default `cpu`.
   */
  preferredOutputLocation?: OutputLocation;
  /** The same network in fp16, asked for and used where it runs on a GPU with 16-bit floats. */
  half?: () => OnnxBytes | Promise<OnnxBytes>;
}
