// Removes nodes that change nothing.

import { isOp } from '../ir/graph.js';
import { Identity } from '../ops/identity.js';
import type { Pass } from './pass.js';

/** Identity nodes go; their readers read the input. Identities that name a graph output's alias stay out of the IR anyway. */
export const dropIdentities: Pass = {
  name: 'dropIdentities',
  run({ graph }) {
    const identities = graph.nodes.filter((node) => isOp(node, Identity));
    for (const node of identities) {
      const source = node.inputs[0];
      if (source === undefined) continue;
      graph.replace(node.output, source);
      graph.erase(node);
    }
    return { pass: this.name, changed: identities.length, notes: [] };
  },
};
