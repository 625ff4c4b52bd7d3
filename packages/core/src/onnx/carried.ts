// What a file said beyond a graph, by name, to be written back.

import type { Graph } from '../ir/graph.js';

/** A place in a file: nodes by op type and first output, values and tensors by name. */
export type CarriedKey = 'model' | 'graph' | `node ${string}` | `value ${string}` | `tensor ${string}`;

/** A node's key: another op that later gives the same output is not meant. */
export function nodeKey(opType: string, outputs: readonly string[]): CarriedKey {
  return `node ${opType} ${outputs.find((name) => name !== '') ?? ''}`;
}

/** A copy of the fields that were kept of a message of this type; empty where nothing was. */
export function carried(graph: Graph, key: CarriedKey, type: string): object {
  const kept = graph.carried.get(key) as { readonly $typeName?: string } | undefined;
  return kept?.$typeName === `onnx.${type}` ? { ...kept } : {};
}
