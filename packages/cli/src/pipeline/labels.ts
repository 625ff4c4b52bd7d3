// Names of a classifier's outputs.

import type { Network } from '@gossamer/models';

/** One label a class, or undefined where the classes are not those of a known data set. */
export async function labelsOf(network: Network): Promise<readonly string[] | undefined> {
  if (network.options.numClasses !== 1000) return undefined;
  return undefined;
}
