// How large made-up weights are.

import type { ModelSpec } from '@gossamer/models';
import { liveWeights } from '../../../packages/cli/src/bench/live-weights.js';

/** The gain of seeded weights with which a model's activations neither die out nor explode, as the command line has it. */
export function seededGain(spec: ModelSpec): number {
  return Number(liveWeights(spec).slice('seeded:'.length));
}
