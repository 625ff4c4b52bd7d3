// Gives open sizes their numbers.

import { PassError } from '../errors.js';
import { bindDims } from '../ir/bind-dims.js';
import { dimNames } from '../ir/dim.js';
import type { Pass } from './pass.js';

/**
 * The graph with named sizes bound: `bindSizes({ N: 1, H: 224, W: 224 })`. Many rewrites need known heights and widths, and a
 * GPU needs them to capture a graph.
 * @throws PassError for a name no input has; ShapeError where the network does not work at that size
 */
export function bindSizes(sizes: Readonly<Record<string, number>>): Pass {
  return {
    name: 'bindSizes',
    run(model) {
      const open = new Set(model.graph.inputs.flatMap(({ value }) => value.type.shape.flatMap(dimNames)));
      const unknown = Object.keys(sizes).filter((name) => !open.has(name));
      if (unknown.length > 0) {
        throw new PassError(`no input has a size called ${unknown.join(', ')}`, {
          within: model.graph.name,
          hint: open.size === 0 ? 'all sizes are fixed' : `open sizes: ${[...open].join(', ')}`,
        });
      }
      const changed = Object.keys(sizes).length;
      if (changed > 0) model.graph = bindDims(model.graph, sizes);
      return { pass: this.name, changed, notes: [] };
    },
  };
}
