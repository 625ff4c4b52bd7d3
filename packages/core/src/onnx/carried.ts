// What a file says beyond a graph: texts, names, metadata and unknown fields, kept by name to be written back.

import {
  clone,
  create,
  type DescMessage,
  isFieldSet,
  type Message,
  type MessageShape,
} from '@bufbuild/protobuf';
import type { Graph } from '../ir/graph.js';

/** A place in a file: nodes by op type and first output, values and tensors by name. */
export type CarriedKey = 'model' | 'graph' | `node ${string}` | `value ${string}` | `tensor ${string}`;

/** A node's key: another op that later gives the same output is not meant. */
export function nodeKey(opType: string, outputs: readonly string[]): CarriedKey {
  return `node ${opType} ${outputs.find((name) => name !== '') ?? ''}`;
}

/** Keeps the fields of a message that are not `expressed` by the graph, if there are any. */
export function carry<D extends DescMessage>(
  graph: Graph,
  key: CarriedKey,
  desc: D,
  message: MessageShape<D>,
  expressed: readonly (keyof MessageShape<D>)[],
): void {
  const rest = create(desc);
  const from = message as Readonly<Record<string, unknown>>;
  const kept = desc.fields.filter(
    (field) => !(expressed as readonly string[]).includes(field.localName) && isFieldSet(message, field),
  );
  for (const { localName } of kept) (rest as Record<string, unknown>)[localName] = from[localName];
  if (message.$unknown !== undefined) rest.$unknown = message.$unknown;
  if (kept.length > 0 || rest.$unknown !== undefined) graph.carried.set(key, rest);
}

/** A copy of what was kept, to be filled in; an empty message where nothing was. */
export function carried<D extends DescMessage>(graph: Graph, key: CarriedKey, desc: D): MessageShape<D> {
  const kept = graph.carried.get(key) as Message | undefined;
  return kept?.$typeName === desc.typeName ? clone(desc, kept as MessageShape<D>) : create(desc);
}
