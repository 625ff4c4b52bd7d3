// Says what keeps a GPU from capturing a graph and running it again as one.

import { dimNames } from '../ir/dim.js';
import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { Constant, type Value } from '../ir/value.js';
import type { Pass } from './pass.js';

/**
 * CUDA and WebGPU providers capture a graph only where every size is known and every node runs on the device; arithmetic on
 * int64 runs on the CPU. Changes nothing: its notes name the open sizes and the nodes.
 */
export const auditCapture: Pass = {
  name: 'auditCapture',
  run({ graph }) {
    const open = new Set(graph.inputs.flatMap(({ value }) => value.type.shape.flatMap(dimNames)));
    const integer = graph.nodes
      .filter(isIntegerArithmetic)
      .map(({ op, path }) => (path === '' ? op.name : `${op.name} at ${path}`));
    const notes = [
      ...(open.size === 0
        ? []
        : [`sizes ${[...open].join(', ')} are open: bind them where the device is to capture the graph`]),
      ...(integer.length === 0 ? [] : [`int64 arithmetic: ${integer.join(', ')}`]),
      ...foreignOps(graph),
    ];
    return { pass: this.name, changed: 0, notes };
  },
};

function isIntegerArithmetic({ inputs, outputs }: Node): boolean {
  const isInt = (value: Value | undefined): boolean =>
    value !== undefined && !(value instanceof Constant) && value.type.dtype === 'int64';
  return [...inputs, ...outputs].some(isInt);
}

/** Nodes outside the standard may have no kernel on a device. */
function foreignOps(graph: Graph): string[] {
  const names = new Set(graph.nodes.filter(({ op }) => op.name.includes('.')).map(({ op }) => op.name));
  return names.size === 0 ? [] : [`operators outside the standard: ${[...names].join(', ')}`];
}
