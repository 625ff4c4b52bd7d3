// Puts a file's nodes in an order in which they can run: its own where that is one.

import { FormatError } from '../errors.js';
import type { NodeProto } from './gen/onnx_pb.js';

/**
 * @param known names of inputs and initializers
 * @throws FormatError for values computed twice, values nobody computes, and cycles
 */
export function orderNodes(nodes: readonly NodeProto[], known: ReadonlySet<string>): readonly NodeProto[] {
  const producers = producersOf(nodes, known);
  const dependencies = (node: NodeProto) => ({ node, waiting: producersBefore(node, producers, known) });
  const done = new Set<NodeProto>();
  const open = new Set<NodeProto>();
  for (const root of nodes) {
    const stack = done.has(root) ? [] : [dependencies(root)];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      open.add(top.node);
      const next = top.waiting.pop();
      if (next === undefined) {
        open.delete(top.node);
        done.add(top.node);
        stack.pop();
      } else if (open.has(next)) {
        throw new FormatError('the nodes form a cycle', { path: describeNode(next), what: next.opType });
      } else if (!done.has(next)) {
        stack.push(dependencies(next));
      }
    }
  }
  return [...done];
}

/** A node by its name, or where it has none by its first output. */
export function describeNode(node: NodeProto): string {
  return node.name || (node.output.find((name) => name !== '') ?? '');
}

function producersOf(nodes: readonly NodeProto[], known: ReadonlySet<string>): Map<string, NodeProto> {
  const producers = new Map<string, NodeProto>();
  for (const node of nodes) {
    for (const name of node.output) {
      if (name === '') continue;
      if (producers.has(name) || known.has(name)) {
        throw new FormatError(`"${name}" is given by two nodes, inputs or initializers`, {
          path: describeNode(node),
          what: node.opType,
        });
      }
      producers.set(name, node);
    }
  }
  return producers;
}

/** Nodes this one reads from, the first input's last. */
function producersBefore(
  node: NodeProto,
  producers: ReadonlyMap<string, NodeProto>,
  known: ReadonlySet<string>,
): NodeProto[] {
  const found: NodeProto[] = [];
  for (const name of node.input) {
    if (name === '' || known.has(name)) continue;
    const producer = producers.get(name);
    if (producer === undefined) {
      throw new FormatError(`reads "${name}", which is no input, initializer or node's output`, {
        path: describeNode(node),
        what: node.opType,
      });
    }
    found.push(producer);
  }
  return found.reverse();
}
