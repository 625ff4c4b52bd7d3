// Keeps some of a graph's outputs.

import { PassError } from '../errors.js';
import { nearestNames } from '../nearest.js';
import type { Pass } from './pass.js';

/**
 * The graph with these outputs only, in this order, and without what the others needed.
 * @throws PassError for a name that is no output
 */
export function selectOutputs(names: readonly string[]): Pass {
  return {
    name: 'selectOutputs',
    run({ graph }) {
      const known = new Map(graph.outputs.map((output) => [output.name, output]));
      const kept = names.map((name) => {
        const output = known.get(name);
        if (output !== undefined) return output;
        const near = nearestNames(name, [...known.keys()]);
        throw new PassError(`there is no output "${name}"`, {
          within: graph.name,
          hint: `outputs: ${(near.length > 0 ? near : [...known.keys()]).join(', ')}`,
        });
      });
      const dropped = known.size - kept.length;
      graph.setOutputs(kept);
      graph.prune();
      return { pass: this.name, changed: dropped, notes: [] };
    },
  };
}
