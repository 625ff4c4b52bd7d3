// Removes what no output depends on.

import type { Pass } from './pass.js';

/** Nodes whose outputs lead nowhere go, and parameters nobody reads. */
export const eliminateDead: Pass = {
  name: 'eliminateDead',
  run({ graph }) {
    const { nodes, params } = graph.prune();
    return { pass: this.name, changed: nodes + params, notes: [] };
  },
};
