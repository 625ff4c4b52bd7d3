// Keeps what a file says beyond a graph: texts, names, metadata and unknown fields.

import { create, type DescMessage, isFieldSet, type MessageShape } from '@bufbuild/protobuf';
import type { Graph } from '../ir/graph.js';
import type { CarriedKey } from './carried.js';

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
