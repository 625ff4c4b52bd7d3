// The hashes files of the hub are named by.

import { createHash } from 'node:crypto';
import type { Digest, Hasher } from '@gossamer/core/hub';

/** Of `size` bytes, which must be known for git's. */
export function hasher(algorithm: Digest['algorithm'], size: number | undefined): Hasher {
  const hash = createHash(algorithm === 'git' ? 'sha1' : 'sha256');
  if (algorithm === 'git') hash.update(`blob ${size}\0`);
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}
