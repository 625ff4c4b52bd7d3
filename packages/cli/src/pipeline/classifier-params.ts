// Which parameters belong to the classifier, found by building the network with and without one.

import type { NetworkWords } from '../words/model-words.js';
import { buildNetwork } from './build-network.js';

/** Names of all parameters of the whole network: its features are not cut, it has a classifier. */
export async function wholeNetworkParams(words: NetworkWords): Promise<ReadonlySet<string>> {
  const { features: _, numClasses, ...build } = words.build;
  const classes = numClasses === undefined || numClasses === 0 ? {} : { numClasses };
  const { graph } = await buildNetwork({ ...words, build: { ...build, ...classes } });
  return new Set(graph.params.keys());
}

/** Scopes of the layers that only a network with a classifier has: `classifier`, `head.fc`. */
export async function classifierScopes(words: NetworkWords): Promise<readonly string[]> {
  const { features: _, ...build } = words.build;
  const { graph } = await buildNetwork({ ...words, build: { ...build, numClasses: 0 } });
  const names = [...(await wholeNetworkParams(words))].filter((name) => !graph.params.has(name));
  return [...new Set(names.map((name) => name.slice(0, name.lastIndexOf('.'))))];
}
