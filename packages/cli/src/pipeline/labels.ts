// Names of a classifier's outputs.

import type { Network } from '@gossamer/models';

/**
 * The checkpoint's own labels, or ImageNet-1k's for networks of a thousand classes; undefined for others, whose
 * classes nobody has told.
 */
export async function labelsOf(
  network: Network,
  own?: readonly string[],
): Promise<readonly string[] | undefined> {
  if (own !== undefined && own.length === network.options.numClasses) return own;
  if (network.options.numClasses !== 1000) return undefined;
  const { imagenetLabels } = await import('@gossamer/models/labels');
  return imagenetLabels();
}
