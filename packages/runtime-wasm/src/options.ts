// Options of the WebAssembly runtime.

export interface WasmRuntimeOptions {
  /**
   * Threads that run a network together. Several are workers, from `blob:` addresses, and the caller never blocks; one
   * is the caller's own. Workers need SharedArrayBuffer, in a page cross-origin isolation: without it, or where the
   * page's policy allows no such workers, there is one thread, and `session.fallbacks` says why.
   * Default 1.
   */
  readonly threads?: number;
  /**
   * Which SIMD instructions to use. `auto` takes relaxed SIMD, which has fused multiply-adds, where the engine has
   * it; results then differ in their last bits from those of other machines. Default `auto`.
   */
  readonly simd?: 'auto' | 'plain' | 'relaxed';
}
