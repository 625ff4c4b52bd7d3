// The error for a browser that grants no more space.

import type { IoError } from '@gossamer/core';
import { hubFault } from '@gossamer/core/hub';

export function isQuota(error: unknown): boolean {
  return (error as Partial<DOMException> | undefined)?.name === 'QuotaExceededError';
}

/** With what the browser says it grants, and has given. */
export async function quotaFault(
  place: { readonly path: string; readonly within?: string },
  cause: unknown,
): Promise<IoError> {
  const { usage, quota } = await navigator.storage.estimate();
  return hubFault('quota', 'the browser grants this site no more space', {
    ...place,
    hint: "let the user free some, ask with navigator.storage.persist(), or pass storage: 'memory'",
    details: { usage, quota },
    cause,
  });
}
