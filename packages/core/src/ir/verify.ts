// Checks the invariants of a graph: order, types, names. `runPasses` calls it after every pass.

import { GraphError } from '../errors.js';
import { inferTypes } from './create-node.js';
import { dimVariable } from './dim.js';
import type { Graph } from './graph.js';
import { formatType, type TensorType } from './tensor-type.js';
import { Constant, Parameter, type Value } from './value.js';

/**
 * Throws where the graph is not well formed: a value read before it is computed, a parameter that is
 * not listed, output types that differ from what the ops infer, or no outputs.
 * @throws GraphError naming the first fault.
 */
export function verify(graph: Graph): void {
  const known = new Set<Value>([...graph.inputs.map((input) => input.value), ...graph.params.values()]);
  const check = (value: Value, path: string, what: string): void => {
    if (known.has(value) || value instanceof Constant) return;
    const name = value.name === undefined ? '' : ` "${value.name}"`;
    const kind =
      value instanceof Parameter
        ? `a parameter${name} that is not in graph.params`
        : `a value${name} that is not computed before it`;
    throw new GraphError(`reads ${kind}`, { path, what, within: graph.name });
  };
  for (const node of graph.nodes) {
    for (const input of node.inputs) if (input !== undefined) check(input, node.path, node.op.name);
    const types = inferTypes(node.op, node.inputs, node.attrs, {
      path: node.path,
      outputCount: node.outputs.length,
    });
    node.outputs.forEach((output, index) => {
      if (!agrees(output.type, types[index])) {
        throw new GraphError(
          `output ${index} is ${formatType(output.type)}, inferred ${types[index] ? formatType(types[index]) : 'nothing'}`,
          { path: node.path, what: node.op.name, within: graph.name },
        );
      }
      known.add(output);
    });
  }
  if (graph.outputs.length === 0) throw new GraphError('the graph has no outputs', { within: graph.name });
  for (const { name, value } of graph.outputs) check(value, name, 'output');
}

/** A dim inferred as unknown may have been told from elsewhere (a file's declared shapes). */
function agrees(type: TensorType, inferred: TensorType | undefined): boolean {
  if (inferred === undefined || type.dtype !== inferred.dtype || type.shape.length !== inferred.shape.length)
    return false;
  return type.shape.every((dim, axis) => {
    const other = inferred.shape[axis];
    if (typeof other === 'number') return dim === other;
    return (
      other !== undefined &&
      (String(dim) === other.key || dimVariable(other)?.startsWith('?') || other.key.includes('?'))
    );
  });
}
