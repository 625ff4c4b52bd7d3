// Programs to start from. They are files of their own, so that they are compiled with the site.

import catalogModel from './examples/catalog-model.ts?raw';
import detectorNeck from './examples/detector-neck.ts?raw';
import mixedBackbone from './examples/mixed-backbone.ts?raw';
import ownBlock from './examples/own-block.ts?raw';
import ownNetwork from './examples/own-network.ts?raw';
import search from './examples/search.ts?raw';

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

export const EXAMPLES: readonly Example[] = [
  { id: 'own-network', title: 'A network of your own', text: ownNetwork },
  { id: 'catalog-model', title: 'A catalog model, changed', text: catalogModel },
  { id: 'own-block', title: 'A block of your own', text: ownBlock },
  { id: 'mixed-backbone', title: 'A backbone of three papers', text: mixedBackbone },
  { id: 'detector-neck', title: "A detector's neck", text: detectorNeck },
  { id: 'search', title: 'A search for a width', text: search },
];
