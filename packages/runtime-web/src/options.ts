// What `webRuntime` can be told.

/** Devices the browser runs networks on. */
export type WebDevice = 'wasm' | 'webgpu';

export interface WebRuntimeOptions {
  /** Where to run; `wasm` by default. Each has its own build of onnxruntime-web, downloaded only when it is used. */
  device?: WebDevice;
  /**
   * Threads of one run on WASM, by default half the processors, at most 4. Without cross-origin isolation there is
   * one, and `session.fallbacks` says so. All runtimes of a page have to agree.
   */
  threads?: number;
  /**
   * Where onnxruntime-web's `.wasm` (and `.mjs`) files are: a folder's URL, or the URL of each. By default the
   * bundler's copy, or beside the module.
   */
  wasmPaths?: string | { readonly wasm?: string | URL; readonly mjs?: string | URL };
}
