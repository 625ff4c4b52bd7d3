// Loads sharp, the picture decoder, when the first picture comes: it is an optional peer.

import { ImageError } from '@gossamer/core';

export type Sharp = typeof import('sharp').default;

/** @throws ImageError where sharp is not installed or does not load */
export async function loadSharp(
  importModule: () => Promise<{ readonly default: Sharp }> = () => import('sharp'),
): Promise<Sharp> {
  try {
    return (await importModule()).default;
  } catch (cause) {
    const text = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    const missing = /^(ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND)$/.test(
      (cause as NodeJS.ErrnoException).code ?? '',
    );
    throw new ImageError(
      missing
        ? 'decoding pictures needs the package sharp, which is not installed'
        : `sharp does not load here: ${text}`,
      { hint: 'npm install sharp', cause },
    );
  }
}
