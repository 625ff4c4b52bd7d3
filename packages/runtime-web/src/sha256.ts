// SHA-256, also where the page is not secure and so has no crypto of its own.

import type { Sha256 } from '@gossamer/core/compile/cache';
import { sha256 as digest } from '@noble/hashes/sha2.js';

/** By the page's own crypto where it has it: that is quicker. */
export const sha256: Sha256 = async (bytes) => {
  const { subtle } = ((globalThis as Partial<typeof globalThis>).crypto ?? {}) as Partial<Crypto>;
  if (subtle === undefined) return digest(bytes);
  return new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
};
