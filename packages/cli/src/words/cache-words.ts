// Cache words: whether what was compiled before may be used again.

import type { Flags } from '../command/flags.js';

export const cacheFlags = {
  'no-cache': { kind: 'switch', doc: 'compile the network afresh and keep nothing of it on this disk' },
} as const satisfies Flags;
