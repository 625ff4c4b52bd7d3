// Lowering: the passes each target wants.

import type { Model } from '@gossamer/core';
import { dropIdentities, foldBatchNorm, type Pass, type PassReport, runPasses } from '@gossamer/core/passes';
import type { Target } from '../words/model-words.js';

const portable: readonly Pass[] = [dropIdentities, foldBatchNorm];

const PASSES: Readonly<Record<Target, readonly Pass[]>> = { portable, cpu: portable };

/** The model as it is written for a target, and what the passes did. No weight is read. */
export function lower(model: Model, target: Target): { model: Model; reports: readonly PassReport[] } {
  return runPasses(model, PASSES[target]);
}
