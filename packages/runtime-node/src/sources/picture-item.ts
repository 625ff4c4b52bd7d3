// A picture somewhere: its name, and how to get at it.

import type { AbortSource } from '@gossamer/core/runtime';

export interface PictureItem {
  /** The path, the URL, or `archive.tar/path/inside`. */
  readonly name: string;
  /** The file's bytes, or the path of a file that holds them. */
  read(signal?: AbortSource): Promise<Uint8Array | string>;
}

const PICTURE = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i;

/** By its ending. Hidden files and macOS's resource forks (`._a.jpg`) are none. */
export function isPictureName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return PICTURE.test(name) && !name.startsWith('.');
}

/** The most a single picture's file may have: 256 MB. */
export const MAX_PICTURE_BYTES = 2 ** 28;
