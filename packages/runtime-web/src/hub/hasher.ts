// The hashes files of the hub are named by, in pieces, which the page's own crypto cannot do.

import type { Digest, Hasher } from '@gossamer/core/hub';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Of `size` bytes, which must be known for git's. */
export function hasher(algorithm: Digest['algorithm'], size: number | undefined): Hasher {
  const hash = (algorithm === 'git' ? sha1 : sha256).create();
  if (algorithm === 'git') hash.update(new TextEncoder().encode(`blob ${size}\0`));
  return { update: (bytes) => void hash.update(bytes), digest: () => bytesToHex(hash.digest()) };
}
