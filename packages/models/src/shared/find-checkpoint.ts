// A model's published checkpoint, by its tag.

import { didYouMean, OptionError } from '@gossamer/core';
import type { CheckpointEntry } from './checkpoint-entry.js';
import type { ModelSpec } from './spec.js';

/**
 * The checkpoint with this tag, or the default one.
 * @throws OptionError where there is none, with the nearest tags
 */
export function findCheckpoint(spec: Pick<ModelSpec, 'name' | 'checkpoints'>, tag?: string): CheckpointEntry {
  const entries = spec.checkpoints();
  const tags = entries.map((entry) => entry.tag);
  const entry = tag === undefined ? entries[0] : entries.find((candidate) => candidate.tag === tag);
  if (entry !== undefined) return entry;
  if (tags.length === 0) {
    throw new OptionError('nobody has published weights of this model', {
      within: spec.name,
      hint: 'MODELS.md and `gossamer list --pretrained` show the models that have some',
    });
  }
  throw new OptionError(`there is no checkpoint "${tag}"`, {
    within: spec.name,
    hint: didYouMean(tag ?? '', tags) ?? `there is ${tags.join(', ')}`,
    details: { tags },
  });
}
