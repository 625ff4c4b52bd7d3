// Names of a classifier's outputs.

import type { Network } from '@gossamer/models';

/** ImageNet-1k's labels for networks of a thousand classes; undefined for others, whose classes nobody has told. */
export async function labelsOf(network: Network): Promise<readonly string[] | undefined> {
  if (network.options.numClasses !== 1000) return undefined;
  const { imagenetLabels } = await import('@gossamer/models/labels');
  return imagenetLabels();
}
