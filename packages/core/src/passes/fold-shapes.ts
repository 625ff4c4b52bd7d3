// Sizes read while running become constants where they are known.

import { bindDims } from '../ir/bind-dims.js';
import { isOp } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { constant } from '../ir/scope.js';
import { isStatic } from '../ir/tensor-type.js';
import type { Constant, Value } from '../ir/value.js';
import { Shape, shapeAxes } from '../ops/shape.js';
import type { Pass } from './pass.js';

/**
 * The Shape of a value whose sizes are known becomes a constant, and types are inferred again: a Resize to another map's size
 * gets a size. Sums and products of sizes, which exporters write, are for `foldConstants` of `@gossamer/core/reference`.
 */
export const foldShapes: Pass = {
  name: 'foldShapes',
  run(model) {
    let changed = 0;
    for (let found = -1; found !== 0; changed += found) {
      found = 0;
      for (const node of [...model.graph.nodes]) {
        const sizes = shapeConstant(node);
        if (sizes === undefined) continue;
        model.graph.replace(node.output, sizes);
        model.graph.erase(node);
        found++;
      }
      if (found > 0) model.graph = bindDims(model.graph, {});
    }
    return { pass: this.name, changed, notes: [] };
  },
};

/** The sizes a Shape node gives, where they are known. */
export function shapeConstant(node: Node): Constant | undefined {
  if (!isOp(node, Shape)) return undefined;
  const sizes = shapeAxes((node.inputs[0] as Value).type, node.attrs);
  return isStatic(sizes) ? constant(sizes) : undefined;
}
