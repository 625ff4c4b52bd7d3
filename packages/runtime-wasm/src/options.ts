// Options of the WebAssembly runtime.

export interface WasmRuntimeOptions {
  /**
   * Threads that run a network together, each a worker of its own but for the calling thread. More than one
   * needs SharedArrayBuffer, in a page cross-origin isolation, and a caller that may wait (not a page's own thread).
   * Default 1.
   */
  readonly threads?: number;
  /**
   * Which SIMD instructions to use. `auto` takes relaxed SIMD, which has fused multiply-adds, where the engine has
   * it; results then differ in their last bits from those of other machines. Default `auto`.
   */
  readonly simd?: 'auto' | 'plain' | 'relaxed';
}
