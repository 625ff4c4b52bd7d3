// Archives that unpack to far more than they hold are not made of pictures.

import { FormatError } from '@gossamer/core';

/** Pictures are compressed already; plain TIFF drawings may shrink to a hundredth. */
const MAX_EXPANSION = 200;
/** Below this nobody minds. */
const HARMLESS_BYTES = 2 ** 28;

/** @throws FormatError */
export function checkExpansion(packed: number, unpacked: number, archive: string): void {
  if (unpacked <= Math.max(HARMLESS_BYTES, packed * MAX_EXPANSION)) return;
  throw new FormatError(`${packed} bytes of the archive unpack to ${unpacked}, more than pictures would`, {
    within: archive,
    hint: 'unpack it yourself where you trust it',
  });
}
