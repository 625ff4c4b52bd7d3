// Where int8 does not pay on the CPU, as measured.

import { PassError } from '@gossamer/core';
import type { ModelSpec } from '@gossamer/models';

/**
 * Least CPU time of int8 over fp32 (lowered for the CPU) of any network of the family: one thread, batch 1, 224x224,
 * AVX-512 VNNI, onnxruntime 1.30. Families of many small convolutions and concatenations, and those whose shuffles
 * leave the channels-last layout, gain nothing.
 */
const SLOWER: Readonly<Record<string, number>> = { ghostnet: 1.1, shufflenetv1: 1.5 };

/** @throws PassError for families that int8 does not make faster, unless forced */
export function requireGain(spec: ModelSpec, force: boolean): void {
  const ratio = Object.hasOwn(SLOWER, spec.family.name) ? SLOWER[spec.family.name] : undefined;
  if (ratio === undefined || force) return;
  throw new PassError(
    `int8 does not make ${spec.name} faster: it was measured at ${ratio} times fp32's time, or more`,
    {
      hint: '--force quantizes it all the same, for a smaller file',
    },
  );
}
