// Names of nodes and values in the written file: kept where there are some, else made from the path.

import { GraphError } from '../errors.js';
import type { Graph, GraphOutput } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { splitOpName } from '../ir/op.js';
import { Constant, type Value } from '../ir/value.js';

export interface GraphNames {
  readonly nodes: ReadonlyMap<Node, string>;
  readonly values: ReadonlyMap<Value, string>;
  /** Outputs whose value goes by another name already: an Identity gives them theirs. */
  readonly aliases: readonly GraphOutput[];
}

/**
 * A unique name for every node and value, the same each time. Inputs, parameters and outputs have
 * theirs; other values keep `value.name` or get `/<path>/<op>_output_<index>`.
 * @throws GraphError where an output has the name of another input or parameter.
 */
export function nameGraph(graph: Graph): GraphNames {
  const values = new Map<Value, string>();
  const taken = new NameSet();
  const take = (value: Value, name: string): void => {
    values.set(value, name);
    taken.add(name);
  };
  for (const { name, value } of graph.inputs) take(value, name);
  for (const parameter of graph.params.values()) {
    if (taken.has(parameter.name)) throw clash(graph, 'parameter', parameter.name);
    take(parameter, parameter.name);
  }
  const aliases: GraphOutput[] = [];
  for (const output of graph.outputs) {
    const known = values.get(output.value);
    if (known === output.name) continue;
    if (taken.has(output.name)) throw clash(graph, 'output', output.name);
    if (known === undefined) {
      take(output.value, output.name);
    } else {
      aliases.push(output);
      taken.add(output.name);
    }
  }
  const nodes = nameNodes(graph);
  const unnamed = innerValues(graph, nodes).filter(([value]) => {
    if (values.has(value)) return false;
    if (value.name === undefined || value.name === '' || taken.has(value.name)) return true;
    take(value, value.name);
    return false;
  });
  for (const [value, name] of unnamed) if (!values.has(value)) values.set(value, taken.addFree(name));
  return { nodes, values, aliases };
}

/** `/<path>/<op>`, numbered where a path holds an op several times. */
function nameNodes(graph: Graph): Map<Node, string> {
  const names = new Map<Node, string>();
  const taken = new NameSet();
  for (const node of graph.nodes) {
    const [, type] = splitOpName(node.op.name);
    names.set(node, taken.addFree(`${node.path === '' ? '' : `/${node.path}`}/${type}`));
  }
  return names;
}

/** The path a node of this op was built in, from the name made for it above; undefined for other names. */
export function pathOfNodeName(name: string, type: string): string | undefined {
  const end = name.replace(/_\d+$/, '');
  if (!end.startsWith('/') || !end.endsWith(`/${type}`)) return undefined;
  return end.slice(1, -type.length - 1);
}

/** Outputs and constants in the order they are written, with the names they get if they have none. */
function innerValues(graph: Graph, nodes: ReadonlyMap<Node, string>): (readonly [Value, string])[] {
  return graph.nodes.flatMap((node) => [
    ...node.inputs.flatMap((value, index) =>
      value instanceof Constant ? [[value, `${nodes.get(node)}_constant_${index}`] as const] : [],
    ),
    ...node.outputs.map((value, index) => [value, `${nodes.get(node)}_output_${index}`] as const),
  ]);
}

class NameSet extends Set<string> {
  /** How often each name was asked for; without it many equal names would take quadratic time. */
  readonly #counts = new Map<string, number>();

  /** Adds the name, or where it is taken the first free one of `<name>_1`, `<name>_2`, ... */
  addFree(name: string): string {
    let count = this.#counts.get(name) ?? 0;
    let free = count === 0 ? name : `${name}_${count}`;
    for (; this.has(free); free = `${name}_${count}`) count++;
    this.#counts.set(name, count);
    this.add(free);
    return free;
  }
}

function clash(graph: Graph, what: string, name: string): GraphError {
  return new GraphError(`the ${what} "${name}" has the name of another value of the graph`, {
    path: name,
    what,
    within: graph.name,
    hint: 'inputs, parameters and outputs of a file share one set of names: rename one of them',
  });
}
