// Weights that keep activations alive, for networks nobody gave weights to.

import type { ModelSpec } from '@gossamer/models';

/**
 * Variance of a weight times its fan-in at which activations neither die out nor explode over the depth of a family's
 * networks, found by running them. Biases of seeded norms keep numbers far from denormals at any gain.
 */
const GAINS: Readonly<Record<string, number>> = {
  mobilenetv1: 2.2,
  mobilenetv2: 1.3,
  mobilenetv3: 1.6,
  mobilenetv4: 1,
  fasternet: 0.65,
  shufflenetv1: 0.9,
  cspnet: 1,
  'csp-peleenet': 2,
  ghostnet: 0.9,
  // Their parallel branches add up.
  ghostnetv3_050: 0.3,
  ghostnetv3_100: 0.3,
  ghostnetv3_130: 0.3,
  ghostnetv3_160: 0.3,
  'g-ghost-regnet': 1,
  regnet: 1,
};

/** The gain of seeded weights with which a model's activations neither die out nor explode. */
export function seededGain({ name, family }: ModelSpec): number {
  return GAINS[name] ?? GAINS[family.name] ?? 1;
}

/** The `--weights` word of a model: `seeded:GAIN`. */
export const liveWeights = (spec: ModelSpec): string => `seeded:${seededGain(spec)}`;
