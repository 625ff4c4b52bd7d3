// What makes a page cross-origin isolated, without which WebAssembly has one thread.

/** Headers of the page and all it loads. */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;
