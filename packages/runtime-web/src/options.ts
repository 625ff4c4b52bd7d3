// What `webRuntime` can be told.

/** Devices the browser runs networks on. */
export type WebDevice = 'wasm' | 'webgpu';

export interface WebRuntimeOptions {
  /**
   * Where to run; `wasm` by default. Each has its own build of onnxruntime-web, downloaded only when it is used.
   * `auto` tries both once for each network and remembers the quicker one.
   */
  device?: WebDevice | 'auto';
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
   * `@gossamer/runtime-web/worker-wasm` or `/worker-webgpu`.
   */
  createWorker?: (device: WebDevice) => Worker;
}
