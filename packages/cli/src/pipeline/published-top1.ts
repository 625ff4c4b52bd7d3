// The accuracy that was published for a model at some input size.

import type { ModelSpec } from '@gossamer/models';

/**
 * ImageNet-1k top-1 in percent of the first checkpoint measured at this input size; undefined where there is none:
 * another size has another time.
 */
export function publishedTop1(spec: ModelSpec, side: unknown): number | undefined {
  const scores = spec.checkpoints().flatMap(({ accuracy }) => accuracy.filter(({ size }) => size === side));
  return scores[0]?.top1;
}
