// Row classes: maps of which either all are kept as even and odd rows, or none.

import type { Graph } from '../../ir/graph.js';
import type { Node } from '../../ir/node.js';
import type { Value } from '../../ir/value.js';
import { isMap } from '../channels/channel-role.js';
import { type RowRole, rowRole } from './row-role.js';

export interface RowClass {
  readonly values: readonly Value[];
  /** Nodes that read and write its maps. */
  readonly inner: readonly Node[];
  /** Its maps that something else computes. */
  readonly entries: readonly Value[];
  /** Nodes that read its maps and write others. */
  readonly exits: readonly Node[];
  /** Its maps that are outputs of the graph. */
  readonly results: readonly Value[];
}

export interface RowClasses {
  readonly all: readonly RowClass[];
  of(value: Value): RowClass | undefined;
  role(node: Node): RowRole;
}

export function rowClasses(graph: Graph): RowClasses {
  const roles = new Map(graph.nodes.map((node) => [node, rowRole(node)]));
  const role = (node: Node): RowRole => roles.get(node) ?? { kind: 'other' };
  const isInner = (node: Node): boolean => ['same', 'filter'].includes(role(node).kind);
  const classes = new Map<Value, DraftClass>();
  const draft = (): DraftClass => ({ values: [], inner: [], entries: [], exits: [], results: [] });
  const classOf = (value: Value): DraftClass => {
    const known = classes.get(value) ?? draft();
    if (known.values.length === 0) known.values.push(value);
    classes.set(value, known);
    return known;
  };
  const merge = (a: DraftClass, b: DraftClass): DraftClass => {
    if (a === b) return a;
    a.values.push(...b.values);
    for (const value of b.values) classes.set(value, a);
    return a;
  };
  for (const node of graph.nodes) {
    if (!isInner(node)) continue;
    const rows = node.output.type.shape[2];
    // A gate of one row stays as it is.
    const maps = [...node.inputs, ...node.outputs].filter(
      (value) => isMap(value) && value.type.shape[2] === rows,
    );
    (maps as Value[]).map(classOf).reduce(merge);
  }
  for (const own of new Set(classes.values())) {
    for (const value of own.values) {
      if (value.producer === undefined || !isInner(value.producer)) own.entries.push(value);
    }
  }
  for (const node of graph.nodes) {
    const read = new Set(node.inputs.flatMap((value) => (value && classes.get(value)) ?? []));
    const own = isInner(node) ? classes.get(node.output) : undefined;
    own?.inner.push(node);
    for (const other of read) if (other !== own) other.exits.push(node);
  }
  for (const { value } of graph.outputs) classes.get(value)?.results.push(value);
  return { all: [...new Set(classes.values())], of: (value) => classes.get(value), role };
}

interface DraftClass extends RowClass {
  readonly values: Value[];
  readonly inner: Node[];
  readonly entries: Value[];
  readonly exits: Node[];
  readonly results: Value[];
}
