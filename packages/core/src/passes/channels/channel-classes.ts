// Channel classes: maps whose channels belong together, so that they can only be cut or padded together.

import type { Graph } from '../../ir/graph.js';
import type { Node } from '../../ir/node.js';
import type { Value } from '../../ir/value.js';
import { type ChannelRole, channelRole, channelsOf, isMap } from './channel-role.js';

export interface ChannelClass {
  readonly channels: number;
  /** Its maps, in the order they are computed. */
  readonly values: readonly Value[];
  /** Nodes that compute them. */
  readonly makers: readonly Node[];
  /** Nodes that read them. */
  readonly readers: readonly Node[];
  /** An input or output of the graph is among them, or something reads or makes one that wants it as it is. */
  readonly fixed: boolean;
}

export interface ChannelClasses {
  /** In the order of their first maps. */
  readonly all: readonly ChannelClass[];
  of(value: Value): ChannelClass;
  role(node: Node): ChannelRole;
}

/** Groups the maps of a graph by what has to keep their channels in step. */
export function channelClasses(graph: Graph): ChannelClasses {
  const roles = new Map(graph.nodes.map((node) => [node, channelRole(node)]));
  const role = (node: Node): ChannelRole => roles.get(node) ?? { kind: 'other' };
  const parents = new Map<Value, Value>();
  const root = (value: Value): Value => {
    let top = value;
    for (let next = parents.get(top); next !== undefined && next !== top; next = parents.get(top)) top = next;
    parents.set(value, top);
    return top;
  };
  const fixed = new Set<Value>();
  const maps = [
    ...graph.inputs.map((input) => input.value),
    ...graph.nodes.flatMap((node) => node.outputs),
  ].filter(isMap);
  for (const node of graph.nodes) {
    const touched = [...node.inputs, ...node.outputs].filter(isMap);
    if (role(node).kind === 'other') for (const value of touched) fixed.add(value);
    if (role(node).kind !== 'same') continue;
    for (const value of touched) parents.set(root(value), root(node.output));
  }
  for (const { value } of [...graph.inputs, ...graph.outputs]) fixed.add(value);
  const byRoot = new Map<Value, DraftClass>();
  const draft = (value: Value): DraftClass => {
    const top = root(value);
    const known = byRoot.get(top) ?? {
      channels: channelsOf(top),
      values: [],
      makers: [],
      readers: [],
      fixed: false,
    };
    byRoot.set(top, known);
    return known;
  };
  for (const value of maps) {
    draft(value).values.push(value);
    if (fixed.has(value)) draft(value).fixed = true;
  }
  for (const node of graph.nodes) {
    for (const own of new Set(node.inputs.filter(isMap).map(draft))) own.readers.push(node);
    for (const own of new Set(node.outputs.filter(isMap).map(draft))) own.makers.push(node);
  }
  return { all: [...byRoot.values()], role, of: (value) => byRoot.get(root(value)) as ChannelClass };
}

interface DraftClass extends ChannelClass {
  readonly values: Value[];
  readonly makers: Node[];
  readonly readers: Node[];
  fixed: boolean;
}
