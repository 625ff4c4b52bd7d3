// Widths of ShuffleNet V1: the official code's, and the paper's where the code has none.

import { OptionError } from '@gossamer/core';

export type Groups = 1 | 2 | 3 | 4 | 8;
export type Scale = 0.5 | 1 | 1.5 | 2;

/** Channels of stage 2 at scale 1; stages 3 and 4 double them. Table 1 of arXiv:1707.01083. */
const stage2: Readonly<Record<Groups, number>> = { 1: 144, 2: 200, 3: 240, 4: 272, 8: 384 };
const stems: Readonly<Record<Scale, number>> = { 0.5: 12, 1: 24, 1.5: 24, 2: 48 };

export interface Widths {
  readonly stem: number;
  readonly stages: readonly [number, number, number];
}

/**
 * Stem and stage widths.
 * @throws OptionError where a quarter of a width does not divide into the groups
 */
export function widthsOf(groups: Groups, scale: Scale): Widths {
  const first = stage2[groups] * scale;
  const stem = groups === 8 && scale === 0.5 ? 16 : stems[scale];
  const mid = first / 4;
  if (mid % groups !== 0 || (first - stem) % groups !== 0) {
    throw new OptionError(`${groups} groups cannot be built at scale ${scale}`, {
      within: 'shufflenetv1',
      hint: `its stage 2 has ${first} channels, a bottleneck of ${mid}, which do not divide into ${groups} groups; take scale ${groups % 2 === 0 ? '1 or 2' : '1'}`,
    });
  }
  return { stem, stages: [first, 2 * first, 4 * first] };
}
