// Programs to start from: files of their own, so that they are compiled, and the networks of the repository's examples.

import detectorNeck from '../../../../examples/detector-neck/src/detector.ts?raw';
import ownNetwork from '../../../../examples/grey-classifier/src/network.ts?raw';
import mixedBackbone from '../../../../examples/mixed-backbone/src/mixed.ts?raw';
import catalogModel from './examples/catalog-model.ts?raw';
import ownBlock from './examples/own-block.ts?raw';
import search from './examples/search.ts?raw';

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** A program that shows what a module exports. */
const showing = (module: string, what: string): string => `${module}\nexport default ${what};\n`;

export const EXAMPLES: readonly Example[] = [
  { id: 'own-network', title: 'A network of your own', text: showing(ownNetwork, 'greyClassifier()') },
  { id: 'catalog-model', title: 'A catalog model, changed', text: catalogModel },
  { id: 'own-block', title: 'A block of your own', text: ownBlock },
  { id: 'mixed-backbone', title: 'A backbone of three papers', text: showing(mixedBackbone, 'mixed_100') },
  {
    id: 'detector-neck',
    title: "A detector's neck",
    text: showing(detectorNeck, 'detector({ size: [256, 256], classes: 20 })'),
  },
  { id: 'search', title: 'A search for a width', text: search },
];
